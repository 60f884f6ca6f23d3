internal import Glibc
internal import Simulation
internal import SlicingCore

/// Shares the seeds out to worker processes, whoever is idle next, and takes their results in.
struct Supervisor {
  /// A worker that ended in the middle of a seed.
  struct Death {
    let options: RunOptions
    /// How, in words.
    let text: String
  }

  /// A seed that takes longer hangs.
  static let patience = Duration.seconds(900)

  let first: UInt64
  let count: Int
  let workerCount: Int
  /// What a seed's run is.
  let options: (UInt64) -> RunOptions

  private(set) var campaign = Campaign()
  private(set) var deaths: [Death] = []
  /// By number of the seed.
  private(set) var digests: [String]
  private var next = 0
  private var workers: [WorkerProcess] = []

  init(first: UInt64, count: Int, workerCount: Int, options: @escaping (UInt64) -> RunOptions) {
    self.first = first
    self.count = count
    self.workerCount = max(1, min(workerCount, count))
    self.options = options
    digests = [String](repeating: "", count: count)
  }

  /// Runs every seed, or until one fails.
  mutating func run() throws {
    signal(SIGPIPE, SIG_IGN)
    // A worker that traps says where, and waits for nobody to press a key.
    setenv("SWIFT_BACKTRACE", "interactive=no", 0)
    for _ in 0..<workerCount {
      workers.append(try WorkerProcess())
      handOut(to: workers.count - 1)
    }
    while workers.contains(where: { $0.seed != nil }) {
      var polled = workers.map { pollfd(fd: $0.results, events: Int16(POLLIN), revents: 0) }
      poll(&polled, nfds_t(polled.count), 1000)
      for number in workers.indices {
        if polled[number].revents != 0 { try listen(to: number) }
        let worker = workers[number]
        if worker.seed != nil, worker.since.duration(to: .now) > Supervisor.patience { worker.kill() }
      }
    }
    for worker in workers { _ = worker.end() }
  }

  private mutating func handOut(to worker: Int) {
    guard next < count, campaign.failures.isEmpty, deaths.isEmpty else { return }
    workers[worker].run(first &+ UInt64(next))
    next += 1
  }

  private mutating func listen(to number: Int) throws {
    guard let lines = workers[number].read() else { return try bury(number) }
    for line in lines {
      guard let seed = workers[number].seed else { break }
      guard let result = RunResult(line: line, options: options(seed)) else {
        preconditionFailure("a worker says \(line)")
      }
      campaign.add(result)
      digests[Int(seed &- first)] = result.digest
      workers[number].isDone()
      handOut(to: number)
    }
  }

  /// A worker is gone. What it ran is a failure; the other workers finish their seeds.
  private mutating func bury(_ number: Int) throws {
    let text = workers[number].end()
    if let seed = workers[number].seed { deaths.append(Death(options: options(seed), text: text)) }
    workers[number] = try WorkerProcess()
  }

  /// One digest over all seeds, in their order.
  var digest: String { SHA256.hex(of: Array(digests.joined(separator: "\n").utf8)) }
}
