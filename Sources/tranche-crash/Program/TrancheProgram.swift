internal import Foundation

/// The program under test over one state folder: everything is done to it that a person could do, by its own
/// commands.
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
  /// Holds the state folder and every output.
  var folder: String
  /// Which planted bug is on, if any.
  var bug: String?

  var state: String { "\(folder)/state" }

  /// Starts an engine.
  func start(_ arguments: [String], life: Int, dieAt: String?) throws -> ChildProcess {
    try ChildProcess(
      binary, arguments + ["--state", state], environment: environment(dieAt: dieAt),
      output: "\(folder)/life-\(life)")
  }

  /// Runs a command to its end.
  func ask(_ arguments: [String]) throws -> Outcome {
    let output = "\(folder)/command"
    for name in ["out", "err"] { unlink("\(output).\(name)") }
    let child = try ChildProcess(
      binary, arguments + ["--state", state], environment: environment(dieAt: nil), output: output)
    let ending = child.wait(atMost: .seconds(30))
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

  /// Nothing of the caller's: no settings file, no state folder.
  private func environment(dieAt: String?) -> [String: String] {
    var environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder, "XDG_CONFIG_HOME": "\(folder)/config",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    environment["TRANCHE_BUG"] = bug
    environment["TRANCHE_DIE_AT"] = dieAt
    return environment
  }

  private func text(_ path: String) -> String {
    // Not there is empty.
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
