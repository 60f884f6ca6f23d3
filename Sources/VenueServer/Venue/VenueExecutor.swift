internal import Dispatch

/// One thread at a time for the venue, beside the cooperative pool: its ledger is flushed to the disk, and
/// nothing in the pool may block.
final class VenueExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "tranche.venue")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
