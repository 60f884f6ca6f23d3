internal import Dispatch

/// Runs what blocks (opening files, waiting for a disk) on a thread of its own: the cooperative pool has one
/// thread per core, and the desk's timers run on it.
enum Blocking {
  private static let queue = DispatchQueue(label: "tranche.store.blocking", attributes: .concurrent)

  static func run<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) async throws(StoreError) -> T {
    let result: Result<T, StoreError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: Result { try body() }.mapError(StoreError.init)) }
    }
    return try result.get()
  }
}
