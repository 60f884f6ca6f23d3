/// What the tool prints.
enum Report {
  static let head = [
    "", "runs", "deaths", "orders", "halts", "checks", "dupl.", "lost", "fills", "after halt", "integr.",
    "life",
  ]

  static func row(_ name: String, _ tally: Tally) -> [String] {
    [
      name, "\(tally.runs)", "\(tally.deaths)", "\(tally.bookings)", "\(tally.halts)", "\(tally.checks)",
    ] + Finding.Kind.allCases.map { "\(tally.found[$0, default: 0])" }
  }

  static func readiness(_ tally: Tally) -> String {
    guard let median = tally.readyAgain(percent: 50), let tail = tally.readyAgain(percent: 99),
      let longest = tally.readyAgain(percent: 100)
    else { return "ready again: no restart was measured" }
    return
      "ready again after \(tally.restarts) restarts: p50 \(milliseconds(median)), p99 \(milliseconds(tail)), "
      + "max \(milliseconds(longest))"
  }

  /// What no failure in so many runs says, and what it does not: with 95 % confidence, 3 in that number.
  static func meaning(_ tally: Tally) -> String? {
    guard tally.failures.isEmpty, tally.runs > 0 else { return nil }
    let perHundredThousand = (300_000 + tally.runs - 1) / tally.runs
    return "0 in \(tally.runs) runs shows, with 95 % confidence, less than "
      + "\(perHundredThousand / 1000).\(digits(perHundredThousand % 1000)) % of runs; it does not show never."
  }

  static func explain(_ record: RunRecord, command: String) -> String {
    var lines = ["", "seed \(record.scenario.seed), \(record.scenario.cell.words): kept in \(record.folder)"]
    lines += record.findings.prefix(8).map { "  \($0.kind.rawValue): \($0.text)" }
    if record.findings.count > 8 { lines.append("  and \(record.findings.count - 8) more") }
    lines.append("  again: \(command)")
    return lines.joined(separator: "\n")
  }

  /// Columns as wide as they have to be; the first to the left, figures to the right.
  static func table(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  static func milliseconds(_ duration: Duration) -> String {
    "\(Int(duration / .milliseconds(1))) ms"
  }

  private static func digits(_ thousandths: Int) -> String {
    let text = "\(thousandths)"
    return String(repeating: "0", count: 3 - text.count) + text
  }
}
