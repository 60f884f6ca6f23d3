internal import Brokers
internal import DeskModel
internal import Foundation
internal import Glibc
internal import OrderStore
internal import SlicingCore
internal import Terminal

/// One desk in a folder of its own, brought to work, and one halt of it.
struct HaltRun {
  let working: Int
  let leaving: Int
  let number: Int

  func measure() throws -> HaltSample {
    let folder = NSTemporaryDirectory() + "tranche-bench-\(getpid())-\(number)"
    defer { unlink(folder) }
    return try Waiting.run { try await measure(in: folder) }
  }

  private func unlink(_ folder: String) {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      FileHandle.standardError.write(Data("\(folder) stays: \(error)\n".utf8))
    }
  }

  private func measure(in folder: String) async throws -> HaltSample {
    let state = try StateFolder.open(at: folder, readOnly: false)
    let killWord = try state.openKillWord()
    let store = try await OrderStore.open(
      state, identity: Identity(broker: "bench", account: "bench", environment: "paper"))
    let clock = WorldClock()
    let broker = RecordingBroker(clock: clock)
    let model = try await DeskModel.open(
      store: store, broker: broker, clock: clock, killWord: killWord, limits: HaltRun.limits, deskName: "")
    try await model.start()
    try await enter(model)
    // Every order's first slice has left by then, and of some the next ones are leaving.
    try await Task.sleep(for: .milliseconds(1_150 + number * 37 % 700))
    let key = try HaltKey { model.halt(by: Actor("bench"), reason: "measured") }
    let pressed = Nanoseconds.now
    try key.press()
    let (read, closed) = await key.closed()
    try await settle(broker)
    let records = broker.now
    let desk = await model.snapshot().desk
    key.end()
    _ = await model.shutdown(hold: nil)
    try await store.close()
    return sample(records, desk, pressed: pressed, read: read, closed: closed)
  }

  /// Until no cancel has been handed over for a while.
  private func settle(_ broker: RecordingBroker) async throws {
    var (count, quiet) = (-1, 0)
    while quiet < 10 {
      try await Task.sleep(for: .milliseconds(50))
      let now = broker.now.canceled.count
      (count, quiet) = now == count ? (count, quiet + 1) : (now, 0)
    }
  }

  private func sample(
    _ records: RecordingBroker.Records, _ desk: Desk, pressed: Int64, read: Int64, closed: Int64
  ) -> HaltSample {
    let orders = desk.kill.engagement?.orders ?? []
    return HaltSample(
      working: orders.count, pending: desk.kill.engagement?.slicesStopped ?? 0, gate: closed - pressed,
      gateAfterRead: closed - read,
      lastOrder: max(0, (records.sent.map(\.at).max() ?? 0) - pressed),
      lastCancel: max(0, records.lastCancel - pressed),
      sentAfterGate: records.sent.count { $0.at > closed },
      notCanceled: records.sent.count { records.canceled[$0.id] == nil })
  }

  private func enter(_ model: DeskModel) async throws {
    for parent in 0..<working + leaving {
      let symbol = "B\(parent / 26)\(Character(UnicodeScalar(UInt8(65 + parent % 26))))"
      let pace = parent < working ? "over 21m every 1m" : "over 60s every 1s"
      let request = try OrderLine.parse("buy 600 \(symbol) \(pace)")
      await model.watch(request.symbol)
      let ticket = OrderTicket(request: request, acknowledged: Set(LimitRule.allCases))
      guard case .entered = await model.perform(.submit(ticket), by: Actor("bench")) else {
        throw BenchError.refused(symbol)
      }
    }
  }

  /// None that would stand in the way: what is measured is the halt.
  private static var limits: RiskLimits {
    var limits = RiskLimits()
    limits.quoteAge = Limit(warn: nil, block: nil)
    limits.ordersPerMinute = Limit(warn: nil, block: nil)
    limits.openParents = Limit(warn: nil, block: nil)
    limits.allDay = Limit(warn: nil, block: nil)
    limits.dataStale = nil
    return limits
  }
}

enum BenchError: Error {
  case refused(String)
}

/// The program's input loop on a thread of its own, over a pipe in the place of a terminal.
private final class HaltKey: @unchecked Sendable {
  // safe because: `closedAt` is written by the loop's thread before it signals, and read after that;
  // `current` is that thread's alone.
  private var (readAt, closedAt): (Int64, Int64) = (0, 0)
  private let ends: (read: Int32, write: Int32)
  private let done = DispatchSemaphore(value: 0)
  private let waker: Waker
  init(onHalt: @escaping @Sendable () -> Void) throws {
    var pipe: [Int32] = [0, 0]
    guard Glibc.pipe(&pipe) == 0 else { throw BenchError.refused("pipe") }
    ends = (pipe[0], pipe[1])
    waker = try Waker()
    Thread.detachNewThread { [self] in
      do {
        let loop = try InputLoop(
          input: ends.read, waker: waker, handlesSignals: false,
          onHaltKey: { [self] in
            readAt = Nanoseconds.now
            onHalt()
            closedAt = Nanoseconds.now
            done.signal()
          }, onEvent: { [self] in if case .hangup = $0 { current?.stop() } })
        current = loop
        loop.runUntilStopped()
      } catch {
        preconditionFailure("no input loop: \(error)")
      }
    }
    // The loop sleeps in its poll when the key comes, as at a desk.
    usleep(20_000)
  }

  private var current: InputLoop?

  func press() throws {
    var key: UInt8 = 0x0B
    guard write(ends.write, &key, 1) == 1 else { throw BenchError.refused("the key") }
  }

  /// When the key was decoded, and when the kill word stood.
  func closed() async -> (read: Int64, closed: Int64) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        done.wait()
        continuation.resume(returning: (readAt, closedAt))
      }
    }
  }

  func end() {
    close(ends.write)
  }
}

/// Runs asynchronous work to its end from a thread that may block.
enum Waiting {
  static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task {
      do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
      done.signal()
    }
    done.wait()
    guard let result = box.result else { preconditionFailure("no result was left") }
    return try result.get()
  }
}

private final class ResultBox<Value: Sendable>: @unchecked Sendable {
  // safe because: written before the semaphore is signaled, and read after.
  var result: Result<Value, any Error>?
}
