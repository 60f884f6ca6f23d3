internal import Foundation

/// Many runs, several side by side: each mostly sleeps.
///
/// `@unchecked Sendable` is safe because everything that changes is only touched under the lock.
final class Campaign: @unchecked Sendable {
  private let scenarios: [Scenario]
  private let program: TrancheProgram
  private let keepsAll: Bool
  private let lock = NSLock()
  private var next = 0
  private var records: [RunRecord] = []
  private var failure: (any Error)?
  private let progress: @Sendable (RunRecord) -> Void

  init(
    _ scenarios: [Scenario], program: TrancheProgram, keepsAll: Bool,
    progress: @escaping @Sendable (RunRecord) -> Void
  ) {
    self.scenarios = scenarios
    self.program = program
    self.keepsAll = keepsAll
    self.progress = progress
  }

  /// In the order of the scenarios. Throws what this tool could not do.
  func run(jobs: Int) throws -> [RunRecord] {
    let group = DispatchGroup()
    for _ in 0..<min(jobs, scenarios.count) {
      group.enter()
      Thread.detachNewThread { [self] in
        while let number = take() { carryOut(number) }
        group.leave()
      }
    }
    group.wait()
    if let failure { throw failure }
    return records.sorted { $0.scenario.seed < $1.scenario.seed }
  }

  private func take() -> Int? {
    lock.withLock {
      guard next < scenarios.count, failure == nil else { return nil }
      defer { next += 1 }
      return next
    }
  }

  private func carryOut(_ number: Int) {
    let scenario = scenarios[number]
    var program = program
    program.folder +=
      "/run-\(scenario.seed)" + (scenario.dieAt.map { "-\($0.point.prefix { $0 != ":" })" } ?? "")
    do {
      // What an earlier call left would be taken up.
      if FileManager.default.fileExists(atPath: program.folder) {
        try FileManager.default.removeItem(atPath: program.folder)
      }
      var run = CrashRun(scenario, program: program)
      let record = run.run()
      if record.findings.isEmpty, !keepsAll { try FileManager.default.removeItem(atPath: program.folder) }
      lock.withLock { records.append(record) }
      progress(record)
    } catch {
      lock.withLock { failure = failure ?? error }
    }
  }
}
