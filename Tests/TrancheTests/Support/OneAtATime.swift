import Foundation
import SlicingCore
import Testing

/// Gives each test case of a suite the turn of the whole process, first come, first served.
///
/// For suites that start programs. They wait for them synchronously: two at once would block both threads
/// that a small machine has for everything asynchronous, and the tests of all other targets would stand
/// still and miss their deadlines. And the programs of two tests would take from each other the time that
/// both measure.
///
/// - Whoever waits for his turn waits asynchronously, without a thread.
/// - Whoever has it works on a thread of its own, so that what blocks there blocks nobody's.
/// - A suite's `init` is part of each case and comes after its turn has come: `OneAtATimeTests` looks at
///   that.
/// - None begins so late in New York's day that an order of its would run past midnight, where the day's
///   orders end: it waits for the new day.
struct OneAtATime: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  /// For cases alone: a suite that held the turn would keep its own tests waiting.
  func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    await Turns.shared.take()
    do {
      try await NewDay.wait()
      try await withTaskExecutorPreference(Workshop.shared) { try await function() }
    } catch {
      await Turns.shared.pass()
      throw error
    }
    await Turns.shared.pass()
  }
}

extension Trait where Self == OneAtATime {
  /// No two of these test cases at the same time, in whichever suites they are.
  static var oneAtATime: Self { OneAtATime() }
}

private actor Turns {
  static let shared = Turns()
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// The turn goes to the next one directly, so that nobody can come in between.
  func pass() {
    if waiting.isEmpty {
      isTaken = false
    } else {
      waiting.removeFirst().resume()
    }
  }
}

/// Threads that are not those of the pool.
private final class Workshop: TaskExecutor {
  static let shared = Workshop()
  private let queue = DispatchQueue(label: "tranche.tests", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

private enum NewDay {
  /// Longer than the longest order of any test, and the test that enters it.
  private static let margin: TimeInterval = 25 * 60

  static func wait() async throws {
    let now = Date().timeIntervalSince1970
    let instant = Instant(microseconds: Int64(now * 1_000_000))
    let midnight = Double(NewYork.endOfDay(NewYork.date(of: instant)).microseconds) / 1_000_000
    guard midnight - now < margin else { return }
    try await Task.sleep(for: .seconds(midnight - now + 1))
  }
}
