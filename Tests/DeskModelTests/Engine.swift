import Brokers
import Foundation
import OrderStore
import PaperExchange
import SlicingCore
import Testing

@testable import DeskModel

/// The real engine in a folder of its own: SQLite, the paper venue and its ledger, a world clock that runs
/// fast.
struct Engine {
  let folder: URL
  let model: DeskModel
  let store: OrderStore
  let killWord: KillWord
  let clock: WorldClock
  private let lock: StateFolder

  static let trader = Actor("trader")
  /// 2026-03-02 14:30 in New York: a run that begins near midnight would meet the session's end.
  static let opening = Instant(microseconds: 1_772_479_800_000_000)
  static let identity = Identity(broker: "paper", account: "paper", environment: "paper")

  /// Rehearsal speed of these tests. Quote ages count in world time, so their limits grow with it, as they do
  /// in the program.
  static let speed = 20

  init(
    in folder: URL? = nil, faults: String = "", speed: Int = Engine.speed, seed: UInt64 = 7
  ) async throws {
    let url = folder ?? URL.temporaryDirectory.appending(path: "tranche-engine-\(UUID().uuidString)")
    self.folder = url
    lock = try StateFolder.open(at: url.path, readOnly: false)
    killWord = try lock.openKillWord()
    store = try await OrderStore.open(lock, identity: Engine.identity)
    let stored = try await store.load(today: TradeDate(daysSinceEpoch: 0))
    clock = WorldClock(speed: speed, resumingAt: stored.rehearsalClock?.instant ?? Engine.opening)
    let broker = try PaperBroker(
      seed: seed, ledgerPath: lock.path(of: .paperLedger), faults: try FaultScript(parsing: faults),
      clock: clock)
    var limits = RiskLimits()
    limits.quoteAge = Limit(warn: .seconds(20 * speed), block: .seconds(60 * speed))
    model = try await DeskModel.open(
      store: store, broker: broker, clock: clock, killWord: killWord, limits: limits, deskName: "",
      options: .patient)
    try await model.start()
  }

  @discardableResult
  func command(_ command: DeskCommand) async -> CommandAnswer {
    await model.perform(command, by: Engine.trader)
  }

  func enter(_ line: String, leftover: LeftoverRule = .leave) async throws -> ClientOrderID {
    let ticket = OrderTicket(
      request: try OrderLine.parse(line), acknowledged: Set(LimitRule.allCases), leftover: leftover)
    let answer = await command(.submit(ticket))
    guard case .entered(let id, _) = answer else { throw Unexpected(text: "\(answer)") }
    return id
  }

  struct Unexpected: Error { let text: String }

  /// Waits until `condition` holds of the desk; fails after `seconds` of real time.
  func until(
    _ what: String, seconds: Int = 120, _ condition: (Desk) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let giveUp = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < giveUp {
      if condition(await model.snapshot().desk) { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    let desk = await model.snapshot().desk
    let books = desk.books.map {
      "\($0.parent.status) \($0.shares) \($0.slices.map { "\($0.status) \($0.reason ?? "")" })"
    }
    Issue.record("gave up waiting for \(what): \(books)", sourceLocation: sourceLocation)
    throw Unexpected(text: what)
  }

  /// Waits until an order is full. Slices that a slow machine missed are owed, and two in a row hold the
  /// order: then it is told to go on, as a trader would.
  func complete(_ id: ClientOrderID, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let giveUp = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < giveUp {
      guard let book = await model.snapshot().desk.book(id) else { break }
      if book.parent.status == .completed { return }
      if book.parent.hold?.cause == .late || book.parent.hold == nil && book.shares.owed > .zero {
        await command(.resume(id, .spread))
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    try await until("the order to fill", seconds: 1, { $0.book(id)?.parent.status == .completed })
  }

  /// Returns once everything that has happened is on disk.
  func flush() async { await command(.explainKill(reason: "")) }

  /// Ends the engine; with `remove` also its folder.
  func stop(remove: Bool = true) async throws {
    _ = await model.shutdown(hold: nil)
    try await store.saveRehearsalClock(RehearsalClock(instant: clock.now(), speed: clock.speed))
    try await store.close()
    if remove { try FileManager.default.removeItem(at: folder) }
  }

  /// What the venue itself has: client ids in the order they were booked.
  func ledger() throws -> PaperLedger { try PaperLedger.read(folder.appending(path: "paper-ledger").path) }
}

extension DeskModelOptions {
  /// Time for a first quote, an answer and the disk, however busy the machine is.
  static var patient: Self {
    var options = DeskModelOptions()
    options.quoteWait = .seconds(60)
    options.settleLimit = .seconds(60)
    options.writeLimit = .seconds(60)
    return options
  }
}
