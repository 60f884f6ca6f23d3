import Brokers
import Foundation
import GRDB
import SlicingCore
import Testing

@testable import DeskModel
@testable import OrderStore

/// The actor over the real store and a scripted venue, with the ways a disk fails at hand.
struct ScriptedEngine {
  let folder: URL
  let store: OrderStore
  let killWord: KillWord
  let clock: WorldClock
  let broker: ScriptedBroker
  let model: DeskModel
  let lock: StateFolder

  init(
    in folder: URL? = nil, speed: Int = 1, onLinkLoss: LinkLossRule = .goOn,
    firm: (any FirmSwitching)? = nil, options: DeskModelOptions = .patient, start: Bool = true,
    wall: @escaping @Sendable () -> Instant = WorldClock.systemWall
  ) async throws {
    let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    self.folder = folder ?? URL(filePath: base + "tranche-actor-\(UUID().uuidString)")
    lock = try StateFolder.open(at: self.folder.path, readOnly: false)
    killWord = try lock.openKillWord()
    store = try await OrderStore.open(lock, identity: Engine.identity)
    clock = WorldClock(speed: speed, resumingAt: Engine.opening, wall: wall)
    broker = ScriptedBroker(clock: clock)
    var limits = RiskLimits()
    limits.quoteAge = Limit(warn: nil, block: nil)
    limits.ordersPerMinute = Limit(warn: nil, block: nil)
    limits.openParents = Limit(warn: nil, block: nil)
    // A symbol is quoted once.
    limits.dataStale = nil
    model = try await DeskModel.open(
      store: store, broker: broker, clock: clock, killWord: killWord, limits: limits, deskName: "",
      onLinkLoss: onLinkLoss, firm: firm, options: options)
    if start { try await model.start() }
  }

  var snapshot: DeskSnapshot { get async { await model.snapshot() } }

  @discardableResult
  func command(_ command: DeskCommand) async -> CommandAnswer {
    await model.perform(command, by: Engine.trader)
  }

  static func ticket(_ line: String) throws -> OrderTicket {
    OrderTicket(request: try OrderLine.parse(line), acknowledged: Set(LimitRule.allCases))
  }

  func enter(_ line: String) async throws -> ClientOrderID {
    let answer = await command(.submit(try ScriptedEngine.ticket(line)))
    guard case .entered(let id, _) = answer else { throw Engine.Unexpected(text: "\(answer)") }
    return id
  }

  /// Waits until `condition` holds; fails after `seconds` of real time.
  func until(
    _ what: String, seconds: Int = 120, _ condition: () async throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let giveUp = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < giveUp {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("gave up waiting for \(what)", sourceLocation: sourceLocation)
    throw Engine.Unexpected(text: what)
  }

  // MARK: The disk

  /// No page more: every commit that needs one fails as on a full disk.
  func fillDisk() async throws {
    try await store.write { transaction in
      let pages = try Int.fetchOne(transaction.db, sql: "PRAGMA page_count") ?? 0
      try transaction.db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
  }

  func emptyDisk() async throws {
    try await store.write { try $0.db.execute(sql: "PRAGMA max_page_count = 1000000") }
  }

  /// Commits wait until the disk is let go.
  func hangDisk() async -> HungDisk {
    let disk = HungDisk()
    let store = store
    Task { try await store.write { _ in disk.hang() } }
    await disk.isHanging()
    return disk
  }

  func end(remove: Bool = true) async throws {
    _ = await model.shutdown(hold: nil)
    try await store.close()
    if remove { try FileManager.default.removeItem(at: folder) }
  }
}

/// Holds the database's writer.
final class HungDisk: Sendable {
  private let hanging = DispatchSemaphore(value: 0)
  private let released = DispatchSemaphore(value: 0)

  func hang() {
    hanging.signal()
    released.wait()
  }

  func isHanging() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [hanging] in
        hanging.wait()
        continuation.resume()
      }
    }
  }

  func letGo() { released.signal() }
}

/// Something a test waits for without awaiting it.
final class Box<Value: Sendable>: Sendable {
  private let lock = NSLock()
  private nonisolated(unsafe) var stored: Value?  // Safe because every access holds `lock`.
  var value: Value? {
    get { lock.withLock { stored } }
    set { lock.withLock { stored = newValue } }
  }
}

extension ScriptedEngine {
  /// Gives a command without waiting for its answer.
  func begin(_ command: DeskCommand) -> Box<CommandAnswer> {
    let box = Box<CommandAnswer>()
    let model = model
    Task { box.value = await model.perform(command, by: Engine.trader) }
    return box
  }
}
