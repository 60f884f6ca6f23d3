public import Dispatch
public import Testing

/// Threads that are not those of the pool, which on a small machine are two: what blocks or works here for
/// long keeps no asynchronous test waiting.
public final class QueueExecutor: TaskExecutor {
  private let queue: DispatchQueue

  /// - Parameter queue: concurrent for a thread each, serial for one after another.
  public init(_ queue: DispatchQueue) { self.queue = queue }

  /// Runs a job on the queue.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// For suites that compute for many seconds: one of their test cases at a time, on a thread for all of them.
public struct Heavy: SuiteTrait, TestTrait, TestScoping {
  private static let executor = QueueExecutor(DispatchQueue(label: "tranche.tests.heavy"))

  /// For all of a suite's tests.
  public var isRecursive: Bool { true }

  /// For cases alone.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

  /// Runs a case on the thread.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Self.executor) { try await function() }
  }
}

extension Trait where Self == Heavy {
  /// On the one thread of all that compute for long, so that they delay no others.
  public static var heavy: Self { Heavy() }
}
