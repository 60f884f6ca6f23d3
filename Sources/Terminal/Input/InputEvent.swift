/// What happened to the input loop.
public enum InputEvent: Hashable, Sendable {
  /// A key; a halt key has been acted on before it comes here.
  case key(Key)
  /// The terminal has another size.
  case resize(TerminalSize)
  /// A signal came.
  case signal(TerminalSignal)
  /// Some thread called `Waker.wake`.
  case woken
  /// A registered descriptor can be read, or is at its end.
  case readable(Int32)
  /// The terminal is gone. Comes once; no more keys follow.
  case hangup
}
