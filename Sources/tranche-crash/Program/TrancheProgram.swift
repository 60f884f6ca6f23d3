internal import Foundation

/// The program under test over one state folder: everything is done to it that a person could do, by its own
/// commands. The settings are those in the run's folder, and none are the caller's.
struct TrancheProgram: Sendable {
  /// What a command came to.
  struct Outcome: Sendable {
    let ending: Ending
    let output: String
    let errors: String

    var isDone: Bool { ending == .exited(0) }
    /// For a message.
    var words: String { "\(ending): \(errors.trimmingCharacters(in: .whitespacesAndNewlines))" }
  }

  let binary: String
  /// Whose venue it trades at.
  let broker: Broker
  /// Holds the state folder and every output.
  var folder: String
  /// Which planted bug is on, if any.
  var bug: String?

  var state: String { "\(folder)/state" }
  /// Of a venue in a process of its own.
  var venueState: String { "\(folder)/venue-state" }
  var settings: String { "\(folder)/config" }

  /// Starts an engine.
  func start(_ arguments: [String], life: Int, dieAt: String?) throws -> ChildProcess {
    try ChildProcess(
      binary, arguments + ["--state", state], environment: environment(dieAt: dieAt),
      output: "\(folder)/life-\(life)")
  }

  /// Starts a venue.
  func startVenue(_ arguments: [String], output: String) throws -> ChildProcess {
    try ChildProcess(binary, arguments, environment: environment(dieAt: nil), output: output)
  }

  /// Runs a command to its end. A halt without an engine may take as long as an order in doubt may take to
  /// appear, and the venue has to be looked after meanwhile.
  func ask(_ arguments: [String], meanwhile: () throws -> Void = {}) throws -> Outcome {
    let output = "\(folder)/command"
    for name in ["out", "err"] { unlink("\(output).\(name)") }
    let child = try ChildProcess(
      binary, arguments + ["--state", state], environment: environment(dieAt: nil), output: output)
    let ending = try child.wait(atMost: .seconds(120), meanwhile: meanwhile)
    return Outcome(ending: ending, output: text("\(output).out"), errors: text("\(output).err"))
  }

  /// What an engine said on standard error.
  func errors(ofLife life: Int) -> String {
    text("\(folder)/life-\(life).err").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What a binary calls itself.
  static func version(of binary: String) throws -> String {
    let output = FileManager.default.temporaryDirectory.path + "/tranche-crash-version-\(getpid())"
    defer { for name in ["out", "err"] { unlink("\(output).\(name)") } }
    let child = try ChildProcess(binary, ["--version"], environment: [:], output: output)
    _ = child.wait(atMost: .seconds(30))
    return try String(contentsOfFile: "\(output).out", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Nothing of the caller's: no settings file, no state folder, no keys.
  private func environment(dieAt: String?) -> [String: String] {
    var environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder, "XDG_CONFIG_HOME": settings,
      "SWIFT_BACKTRACE": "enable=no",
    ]
    if broker == .alpaca {
      environment["APCA_API_KEY_ID"] = ServedVenue.keys.id
      environment["APCA_API_SECRET_KEY"] = ServedVenue.keys.secret
    }
    environment["TRANCHE_BUG"] = bug
    environment["TRANCHE_DIE_AT"] = dieAt
    return environment
  }

  func text(_ path: String) -> String {
    // Not there is empty.
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
