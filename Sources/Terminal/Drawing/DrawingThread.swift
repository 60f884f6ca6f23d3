internal import Glibc
internal import Locking

/// The thread that owns curses. It sleeps until it is given something, draws at most so many frames a second,
/// and is the only one that a terminal which does not read can block.
///
/// Every function may be called from any thread and none of them waits for the terminal, except `stop`,
/// which waits as long as it is told.
public final class DrawingThread: Sendable {
  private let mailbox = Locked(DrawingMailbox())
  private let interval: Duration
  private let output: Int32

  /// Starts the thread and waits until it has the screen.
  init(setup: CursesScreen.Setup, framesPerSecond: Int) throws(TerminalError) {
    interval = .seconds(1) / max(1, framesPerSecond)
    output = setup.output
    guard OwnThread.start({ [self] in run(setup) }) else {
      throw .system(call: "pthread_create", errno: EAGAIN)
    }
    let phase = mailbox.wait(atMost: .seconds(5)) { $0.phase == .starting ? nil : $0.phase }
    switch phase {
    case .failed(let error): throw error
    case nil:
      mailbox.change { $0.wantsEnd = true }
      throw .notResponding
    case .starting, .running, .suspended, .ended: break
    }
  }

  // MARK: Any thread

  /// Draws a frame, unless a newer one comes first.
  ///
  /// - Parameter onDrawn: called, on the drawing thread, once the terminal has taken every byte of it; never
  ///   for a frame that a newer one came before.
  public func submit(
    _ buffer: CellBuffer, cursor: CellPosition? = nil, onDrawn: (@Sendable () -> Void)? = nil
  ) {
    mailbox.change {
      $0.frame = Frame(buffer, cursor: cursor)
      $0.onDrawn = onDrawn
    }
  }

  /// Draws everything in another theme.
  public func use(_ theme: Theme) { mailbox.change { $0.theme = theme } }

  /// Rings the terminal's bell; several calls before the next frame ring once.
  public func ring() { mailbox.change { $0.bell = true } }

  /// Puts a text into the clipboard of the trader's own machine, where the terminal allows it (OSC 52).
  public func copy(_ text: SafeText) { mailbox.change { $0.clipboard = text } }

  /// Draws the whole screen anew and takes raw mode again: after a resize, after the process was continued,
  /// or when another program wrote over the screen.
  public func repaint() { mailbox.change { $0.repaint = true } }

  /// Pictures drawn so far, for tests and for the diagnostics screen.
  public var framesDrawn: Int { mailbox.withLock { $0.drawn } }

  /// Ends the thread: the screen is given back by it if it can still write.
  ///
  /// - Returns: whether it ended. If not, it hangs in a write to a terminal that takes nothing; it then stays
  ///   behind, harmless, until the process ends.
  @discardableResult
  public func stop(timeout: Duration) -> Bool {
    mailbox.change { $0.wantsEnd = true }
    if waits(for: .ended, timeout) { return true }
    // What the terminal has not read is thrown away, which lets a blocked write return.
    tcflush(output, TCOFLUSH)
    return waits(for: .ended, .milliseconds(100))
  }

  func suspend(timeout: Duration) -> Bool {
    mailbox.change { $0.wantsSuspension = true }
    return waits(for: .suspended, timeout)
  }

  func resume() {
    mailbox.change {
      $0.wantsSuspension = false
      $0.repaint = true
    }
  }

  private func waits(for phase: DrawingMailbox.Phase, _ timeout: Duration) -> Bool {
    mailbox.wait(atMost: timeout) { $0.phase == phase || $0.phase == .ended ? true : nil } ?? false
  }

  // MARK: The thread itself

  private func run(_ setup: CursesScreen.Setup) {
    let screen: CursesScreen
    do throws(TerminalError) {
      screen = try CursesScreen(setup)
    } catch {
      return mailbox.change { $0.phase = .failed(error) }
    }
    mailbox.change { $0.phase = .running }
    var last: Frame?
    while let job = nextJob() {
      if job.wantsSuspension != (job.phase == .suspended) {
        follow(suspension: job.wantsSuspension, screen)
      } else {
        last = job.frame ?? last
        perform(job, last, screen)
        mailbox.change { $0.drawn += 1 }
        job.onDrawn?()
        pause()
      }
    }
    screen.close(isSuspended: mailbox.withLock { $0.phase } == .suspended)
    mailbox.change { $0.phase = .ended }
  }

  /// Sleeps until there is something to do; nil when it is to end.
  private func nextJob() -> DrawingMailbox? {
    let job: DrawingMailbox = mailbox.wait { box in
      if box.isUrgent { return .take(box) }
      return box.hasDrawing ? .take(box.takeDrawing()) : .sleep(atMost: nil)
    }
    return job.wantsEnd ? nil : job
  }

  private func follow(suspension: Bool, _ screen: CursesScreen) {
    if suspension { screen.suspend() } else { screen.resume() }
    mailbox.change { $0.phase = suspension ? .suspended : .running }
  }

  private func perform(_ job: DrawingMailbox, _ frame: Frame?, _ screen: CursesScreen) {
    if let theme = job.theme { screen.use(theme) }
    if job.repaint { screen.forget() }
    if let frame { screen.draw(frame) }
    if job.bell { screen.ring() }
    if let text = job.clipboard { screen.copy(text) }
  }

  /// Keeps the distance between two frames, unless something urgent comes.
  private func pause() {
    _ = mailbox.wait(atMost: interval) { $0.isUrgent ? true : nil }
  }
}
