/// Sums over many runs.
struct Tally: Sendable {
  private(set) var runs = 0
  private(set) var deaths = 0
  private(set) var venueDeaths = 0
  private(set) var bookings = 0
  private(set) var halts = 0
  private(set) var checks = 0
  private(set) var failures: [RunRecord] = []
  private(set) var found: [Finding.Kind: Int] = [:]
  private(set) var diedAtPoint = 0
  private var readyAgain: [Duration] = []

  mutating func add(_ record: RunRecord) {
    runs += 1
    deaths += record.deaths
    venueDeaths += record.venueDeaths
    bookings += record.bookings
    halts += record.halts
    checks += record.checks
    readyAgain += record.readyAgain
    if record.diedAtPoint { diedAtPoint += 1 }
    for finding in record.findings { found[finding.kind, default: 0] += 1 }
    if !record.findings.isEmpty { failures.append(record) }
  }

  var restarts: Int { readyAgain.count }

  /// The smallest time that at least this share of all restarts did not exceed; nil without any.
  func readyAgain(percent: Int) -> Duration? {
    let sorted = readyAgain.sorted()
    return sorted.isEmpty ? nil : sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
  }
}
