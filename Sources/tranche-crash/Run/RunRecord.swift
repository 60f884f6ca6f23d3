/// What came of one run.
struct RunRecord: Sendable {
  let scenario: Scenario
  let folder: String
  /// Lives that ended by SIGKILL.
  var deaths = 0
  /// Times the venue itself was killed.
  var venueDeaths = 0
  /// Orders the venue took in.
  var bookings = 0
  /// Halts that were in force.
  var halts = 0
  /// Times the files were checked after a death, and at the end.
  var checks = 0
  /// From the start of a process to its first answer; of every life but the first.
  var readyAgain: [Duration] = []
  /// The named point was reached, and the program died there.
  var diedAtPoint = false
  var findings: [Finding] = []

  mutating func find(_ kind: Finding.Kind, _ text: String) {
    findings.append(Finding(kind: kind, text: text))
  }
}
