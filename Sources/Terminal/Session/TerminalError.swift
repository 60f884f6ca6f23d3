/// Why the screen could not be taken.
public enum TerminalError: Error, Hashable, Sendable {
  /// Input or output is no terminal.
  case notATerminal(descriptor: Int32)
  /// Nothing is known about the terminal that `TERM` names, or it can't place the cursor.
  case unsupportedTerminal(type: String)
  /// A call of the operating system failed.
  case system(call: String, errno: Int32)
  /// The drawing thread gave no sign: the terminal does not take what is written.
  case notResponding

  /// One line that says it and, where there is one, the way out.
  public var message: SafeText {
    switch self {
    case .notATerminal: "the console needs a terminal; for scripts there is `tranche status`"
    case .unsupportedTerminal(let type): "the terminal '\(type)' is unknown here; try TERM=xterm-256color"
    case .system(let call, let code): "\(call) failed with error \(Int(code))"
    case .notResponding: "the terminal does not take any output"
    }
  }
}
