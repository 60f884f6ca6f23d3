internal import Simulation

/// What the tool prints.
enum Report {
  static func summary(_ campaign: Campaign, seconds: Int) -> String {
    """
    seeds             \(campaign.runs)
    child orders      \(campaign.planned) planned, \(campaign.due) came due, \(campaign.ended) ended
    written           \(campaign.written), \(campaign.filled) filled, in \(campaign.attempts) attempts
    faults injected   \(campaign.faultCount)
    events            \(campaign.steps)
    violations        \(campaign.failures.count)
    child orders/s    \(campaign.written / seconds) in \(seconds) s
    """
  }

  static func tables(_ campaign: Campaign) -> String {
    var lines = ["", "faults"]
    for fault in FaultClass.allCases { lines.append(row("\(fault)", campaign.faults[fault.rawValue])) }
    lines += ["", "situations, \(Situation.allCases.count) named, \(campaign.missing.count) never reached"]
    for situation in Situation.allCases {
      lines.append(row("\(situation)", campaign.situations[situation.rawValue]))
    }
    return lines.joined(separator: "\n")
  }

  /// A failure: the promise, the place, the smallest run that shows it, and the command that runs it again.
  static func explain(_ failure: RunResult) {
    guard let violation = failure.violation else { return }
    print(
      """

      seed \(failure.options.seed), step \(violation.step): \(violation.invariant.number) broken
        the promise: \(violation.invariant.sentence)
        found: \(violation.text)
        again: \(failure.options.command)
      """)
    let (smallest, runs) = Shrinker.shrink(failure)
    guard runs > 0, let small = smallest.violation else { return }
    print(
      """
        smaller (after \(runs) runs): step \(small.step), \(smallest.faultCount) faults: \(small.text)
        again: \(smallest.options.command)
      """)
  }

  static func row(_ name: String, _ count: Int) -> String {
    let padded = name + String(repeating: " ", count: max(1, 32 - name.utf8.count))
    return "  \(padded)\(count)"
  }
}
