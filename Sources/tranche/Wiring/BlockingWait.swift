internal import Dispatch

/// Asynchronous work from the synchronous `main`, for what runs before and after the input loop and for the
/// commands that have none. It blocks the main thread, where no task ever runs.
enum BlockingWait {
  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(CommandFailure) -> Value
  ) throws(CommandFailure) -> Value {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(CommandFailure) {
        box.result = .success(try await body())
      } catch {
        box.result = .failure(error)
      }
      done.signal()
    }
    done.wait()
    guard let result = box.result else { preconditionFailure("signaled without a result") }
    return try result.get()
  }

  // safe because: written before the semaphore is signaled and read after it was waited for.
  private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, CommandFailure>?
  }
}
