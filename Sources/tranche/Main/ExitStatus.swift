/// What the shell is told, after sysexits(3). One table for every command.
enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  /// A run whose order ended short, or is left held.
  case endedShort = 1
  /// The command line or the settings file is wrong.
  case usage = 64
  /// The order, or what a command asks for, is refused; nothing changed.
  case refused = 65
  /// The broker, or the running engine, cannot be reached.
  case unreachable = 69
  /// The state folder is in use or cannot be written.
  case cannotWrite = 73
  /// A guard or a file's permissions forbid it.
  case notPermitted = 77

  /// The line of `--help` and of the manual.
  var words: String {
    switch self {
    case .done: "done"
    case .endedShort: "ended short, or left held"
    case .usage: "the command line or the settings file is wrong"
    case .refused: "refused: a bad order, a limit, or an act that cannot be done now"
    case .unreachable: "the broker or the running engine cannot be reached"
    case .cannotWrite: "the state folder is in use, or cannot be read or written"
    case .notPermitted: "not permitted: halted, breaker, or a file's permissions"
    }
  }
}

/// Why a command ends before it is done: one line for standard error, and the status.
struct CommandFailure: Error, Hashable, Sendable {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
