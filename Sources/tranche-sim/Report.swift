internal import Glibc
internal import Simulation

/// What the tool prints.
struct Report {
  private let campaign: Campaign
  private let deaths: [Supervisor.Death]
  private let digest: String
  private let milliseconds: Int
  private let workers: Int
  /// Whether a situation that never occurred is a failure.
  private let mustBeComplete: Bool

  init(_ supervisor: Supervisor, wall: Duration, mustBeComplete: Bool) {
    campaign = supervisor.campaign
    deaths = supervisor.deaths
    digest = supervisor.digest
    milliseconds = max(1, Int(wall / .milliseconds(1)))
    workers = supervisor.workerCount
    self.mustBeComplete = mustBeComplete
  }

  private var violations: Int { campaign.failures.count + deaths.count }
  private var isComplete: Bool { campaign.missing.isEmpty }
  private var ordersPerSecondAndCore: Int { campaign.written * 1000 / milliseconds / workers }

  /// No promise broken, nobody dead, and nothing that was never tried.
  var isGood: Bool { violations == 0 && (isComplete || !mustBeComplete) }

  var summary: String {
    let situations = Situation.allCases.count
    return """
      seeds             \(campaign.runs)
      steps             \(campaign.steps), every promise checked after each
      child orders      \(campaign.planned) planned, those planned anew included; \(campaign.due) came due
      written           \(campaign.written) handed to the venue, in \(campaign.attempts) attempts; \(campaign.filled) filled
      faults            \(campaign.faultCount), \(perOrder) for each order written
      violations        \(violations)
      situations        \(situations - campaign.missing.count) of \(situations) reached\(missing)
      wall time         \(Report.tenths(milliseconds / 100)) s, \(workers) worker\(workers == 1 ? "" : "s")
      speed             \(ordersPerSecondAndCore) orders written a second and core
      """
  }

  private var perOrder: String { Report.tenths(campaign.faultCount * 10 / max(1, campaign.written)) }

  private var missing: String {
    guard campaign.runs > 0, !isComplete else { return "" }
    return "; never: \(campaign.missing.map { "\($0)" }.joined(separator: " "))"
  }

  var faults: String {
    let rows = FaultClass.allCases.map { ("\($0)", campaign.faults[$0.rawValue]) }
    return "faults by class\n" + Report.columns(rows)
  }

  var situations: String {
    let rows = Situation.allCases.map { ("\($0)", campaign.situations[$0.rawValue]) }
    return "situations\n" + Report.columns(rows)
  }

  /// One line, for whoever keeps records.
  var json: String {
    let fields = [
      ("seeds", campaign.runs), ("steps", campaign.steps), ("planned", campaign.planned),
      ("due", campaign.due), ("written", campaign.written), ("filled", campaign.filled),
      ("attempts", campaign.attempts), ("faults", campaign.faultCount), ("violations", violations),
      ("situations_missing", campaign.missing.count), ("wall_ms", milliseconds), ("workers", workers),
      ("orders_per_second_and_core", ordersPerSecondAndCore),
    ]
    return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + ",\"digest\":\"\(digest)\"}"
  }

  // MARK: Failures

  /// Every failure with the command that runs it again; the first one shrunk.
  func explainFailures() {
    for death in deaths {
      print(
        """

        seed \(death.options.seed): the desk did not survive it (\(death.text))
          again: \(death.options.command)
          with the message of a trap: the same without -c release
        """)
    }
    for failure in campaign.failures { explain(failure) }
    fflush(nil)
    // Whatever the shrinker meets, the seed and its command have been said.
    if let first = campaign.failures.first { shrink(first) }
  }

  private func explain(_ failure: RunResult) {
    guard let violation = failure.violation else { return }
    print(
      """

      seed \(failure.options.seed), step \(violation.step): \(violation.invariant.number) broken
        the promise: \(violation.invariant.sentence)
        found: \(violation.text)
        again: \(failure.options.command)
      """)
  }

  private func shrink(_ failure: RunResult) {
    let (smallest, runs) = Shrinker.shrink(failure)
    guard runs > 0, let small = smallest.violation else { return }
    print(
      """
        smaller (after \(runs) runs): step \(small.step), \(smallest.faultCount) faults: \(small.text)
        again: \(smallest.options.command)
      """)
  }

  // MARK: Layout

  /// `15` is 1.5.
  static func tenths(_ value: Int) -> String { "\(value / 10).\(value % 10)" }

  /// Three columns, read downwards.
  private static func columns(_ rows: [(String, Int)]) -> String {
    let height = (rows.count + 2) / 3
    return (0..<height).map { line in
      stride(from: line, to: rows.count, by: height).map { cell(rows[$0].0, rows[$0].1) }.joined()
    }.joined(separator: "\n")
  }

  private static func cell(_ name: String, _ count: Int) -> String {
    let number = String(count)
    let space = String(repeating: " ", count: max(1, 36 - name.utf8.count - number.utf8.count))
    return "  \(name)\(space)\(number)"
  }
}
