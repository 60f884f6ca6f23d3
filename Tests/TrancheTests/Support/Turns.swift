import Foundation
import SlicingCore
import TestSupport
import Testing

/// When the test cases of suites that start programs have their turn, and on which threads.
///
/// They wait for programs synchronously. On the threads that all asynchronous tests share, which on a small
/// machine are two, they would keep the tests of all other targets from running; so each has a thread of its
/// own from the moment its turn comes, and whoever waits for his turn holds none.
///
/// - A case that waits for facts (a row, a line, a screen) has its turn *side by side* with others. It waits
///   far more than it works, and what it states holds however long anything takes.
/// - A case that measures a promise in time has it *by itself*, after all the others: what runs beside it
///   would be part of what it measures.
/// - A suite's `init` is part of each case and comes after its turn has come: `TurnsTests` looks at that.
/// - None begins so late in New York's day that an order of its would run past midnight, where the day's
///   orders end: it waits for the new day.
struct Turn: SuiteTrait, TestTrait, TestScoping {
  enum Kind: Sendable { case long, sideBySide, byItself }
  let kind: Kind

  private static let executor = QueueExecutor(DispatchQueue(label: "tranche.tests", attributes: .concurrent))

  var isRecursive: Bool { true }

  /// For cases alone: a suite that held a turn would keep its own tests waiting.
  func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    TurnsLog.begin()
    // The run's cases come within moments of its begin, in no order: who is to be the last lets them all
    // come.
    if kind == .byItself { try await Task.sleep(for: .seconds(3)) }
    await Turns.shared.take(kind)
    let begin = Date()
    defer { TurnsLog.note(test, testCase, from: begin) }
    do {
      try await NewDay.wait()
      try await withTaskExecutorPreference(Self.executor) {
        try await Evidence.isGiven(for: test, testCase, by: function)
      }
    } catch {
      await Turns.shared.pass(kind)
      throw error
    }
    await Turns.shared.pass(kind)
  }
}

extension Trait where Self == Turn {
  /// Some of these test cases at the same time, from whichever suites they are.
  static var sideBySide: Self { Turn(kind: .sideBySide) }
  /// As `sideBySide`, and before those: what takes longest is not to be begun last.
  static var long: Self { Turn(kind: .long) }
  /// No other test case that has a turn at the same time, and the last of all.
  static var byItself: Self { Turn(kind: .byItself) }
}

/// Who has his turn, and who waits for it.
actor Turns {
  /// Twelve side by side leave a machine of two cores idle for half the time.
  static let shared = Turns(width: 12)

  private let width: Int
  private var atWork: [Turn.Kind] = []
  private var waiting: [(kind: Turn.Kind, wake: CheckedContinuation<Void, Never>)] = []

  /// - Parameter width: how many side by side.
  init(width: Int) { self.width = width }

  var waitingCount: Int { waiting.count }

  func take(_ kind: Turn.Kind) async {
    await withCheckedContinuation {
      waiting.append((kind, $0))
      admit()
    }
  }

  func pass(_ kind: Turn.Kind) {
    guard let index = atWork.firstIndex(of: kind) else {
      preconditionFailure("\(kind) passes a turn it does not have: \(atWork)")
    }
    atWork.remove(at: index)
    admit()
  }

  /// Whoever can go goes: the long ones first, those by themselves when nobody else is there or waits.
  private func admit() {
    while let index = next() {
      let (kind, wake) = waiting.remove(at: index)
      atWork.append(kind)
      wake.resume()
    }
  }

  private func next() -> Int? {
    guard !atWork.contains(.byItself), atWork.count < width else { return nil }
    return waiting.firstIndex { $0.kind == .long } ?? waiting.firstIndex { $0.kind == .sideBySide }
      ?? (atWork.isEmpty ? waiting.indices.first : nil)
  }
}

/// Who had his turn when and for how long, for whoever makes the tests faster: in the file that the variable
/// `TRANCHE_TEST_TURNS` names, a line each.
private enum TurnsLog {
  private static let path = ProcessInfo.processInfo.environment["TRANCHE_TEST_TURNS"]
  private static let start = Date()

  /// The first case of a run sets its clock.
  static func begin() { _ = start }

  static func note(_ test: Test, _ testCase: Test.Case?, from begin: Date) {
    guard let path, let file = fopen(path, "a") else { return }
    let (at, took) = (begin.timeIntervalSince(start), -begin.timeIntervalSinceNow)
    fputs(String(format: "%7.1f %6.1f  \(test.id)\n", at, took), file)
    fclose(file)
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
