/// What the drawing thread has been asked to do and has not done yet. The newest frame replaces an older one
/// that was not drawn, so a slow terminal makes the screen skip and never lag.
struct DrawingMailbox: Sendable {
  /// Where the thread is in its life.
  enum Phase: Equatable, Sendable {
    case starting
    case running
    case suspended
    case failed(TerminalError)
    case ended
  }

  var phase: Phase = .starting
  var frame: Frame?
  /// Called when that frame is on the terminal.
  var onDrawn: (@Sendable () -> Void)?
  var theme: Theme?
  var bell = false
  var clipboard: SafeText?
  var repaint = false
  var wantsSuspension = false
  var wantsEnd = false
  /// Pictures drawn so far.
  var drawn = 0

  /// What has to be done at once, however recent the last frame is.
  var isUrgent: Bool { wantsEnd || wantsSuspension != (phase == .suspended) }

  /// Whether there is anything to draw; while suspended nothing is.
  var hasDrawing: Bool {
    phase == .running && (frame != nil || theme != nil || bell || clipboard != nil || repaint)
  }

  /// Takes what is to be drawn and leaves nothing behind.
  mutating func takeDrawing() -> DrawingMailbox {
    let taken = self
    frame = nil
    onDrawn = nil
    theme = nil
    bell = false
    clipboard = nil
    repaint = false
    return taken
  }
}
