internal import Glibc

/// The terminal while the console has it: from taking the screen to giving it back, whatever happens.
///
/// Belongs to the main thread. The order of life is: `Signals.blockAll()`, a session, an `InputLoop`,
/// `restore()`. A crash in between gives the screen back too.
public final class TerminalSession {
  /// What a session needs to know.
  public struct Options: Sendable {
    /// Where keys come from.
    public var input: Int32 = 0
    /// Where the screen is.
    public var output: Int32 = 1
    /// Where standard error goes while the screen is taken; nil leaves it.
    public var log: Int32?
    /// Who gives the terminal back if the program is killed outright; it only knows standard input and
    /// output.
    public var guardian: TerminalGuardian?
    /// Whether clicks are reported.
    public var mouse = false
    /// Whether only ASCII is drawn, whatever the locale says.
    public var ascii = false
    /// The kind of terminal; nil for what `TERM` says.
    public var terminalType: String?
    /// Frames in a second at most.
    public var framesPerSecond = 30
    /// The environment, in which `NO_COLOR` counts.
    public var environment = Environment.current

    /// The usual ones.
    public init() {}

    var allowsColor: Bool { environment["NO_COLOR", default: ""].isEmpty }
  }

  /// The thread that draws; give it frames.
  public let drawing: DrawingThread
  /// The characters that this terminal shows; make every `CellBuffer` with it.
  public let glyphs: GlyphSet

  private let options: Options
  private let modes: termios
  private let stderrCopy: Int32
  private var isRestored = false

  /// Takes the screen.
  public init(theme: Theme = .default, options: Options = Options()) throws(TerminalError) {
    self.options = options
    modes = try Self.terminalModes(of: options)
    glyphs = CharacterSet.adopt() && !options.ascii ? .unicode : .ascii
    let setup = CursesScreen.Setup(
      terminalType: options.terminalType ?? options.environment["TERM", default: ""],
      input: options.input, output: options.output, mouse: options.mouse, color: options.allowsColor,
      theme: theme)
    stderrCopy = options.log == nil ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    CrashRestore.arm(
      input: options.input, output: options.output, modes: modes, stderrCopy: stderrCopy,
      guardian: options.guardian?.descriptor ?? -1)
    options.guardian?.tell(.taken(modes))
    do {
      drawing = try DrawingThread(setup: setup, framesPerSecond: options.framesPerSecond)
    } catch {
      CrashRestore.disarm()
      var saved = modes
      tcsetattr(options.input, TCSANOW, &saved)
      options.guardian?.tell(.givenBack)
      if stderrCopy >= 0 { close(stderrCopy) }
      throw error
    }
    redirectErrors(toLog: true)
  }

  deinit { restore() }

  private static func terminalModes(of options: Options) throws(TerminalError) -> termios {
    for descriptor in [options.input, options.output] where isatty(descriptor) == 0 {
      throw .notATerminal(descriptor: descriptor)
    }
    var modes = termios()
    guard tcgetattr(options.input, &modes) == 0 else { throw .system(call: "tcgetattr", errno: errno) }
    return modes
  }

  /// The terminal's size now, as the kernel knows it; 80 by 24 where it doesn't.
  public var size: TerminalSize { TerminalSize.current(of: options.output) }

  /// Gives the terminal back for a while: before the process is stopped, or for another program.
  public func suspend() {
    let done = drawing.suspend(timeout: .milliseconds(500))
    handBack(complete: done)
  }

  /// Takes the terminal again after `suspend()` and draws everything anew.
  public func resume() {
    redirectErrors(toLog: true)
    options.guardian?.tell(.taken(modes))
    drawing.resume()
  }

  /// What Ctrl-Z does: gives the terminal back, stops the process, and goes on when the shell continues it.
  public func stopUntilContinued() {
    suspend()
    kill(getpid(), SIGSTOP)
    resume()
  }

  /// Gives the terminal back for good. May be called any number of times, and on a terminal that no longer
  /// takes output: it then returns after `timeout` and a little.
  public func restore(timeout: Duration = .seconds(1)) {
    if isRestored { return }
    isRestored = true
    let done = drawing.stop(timeout: timeout)
    handBack(complete: done)
    CrashRestore.disarm()
    if stderrCopy >= 0 { close(stderrCopy) }
  }

  /// Terminal modes and standard error as they were. Where the drawing thread could not say goodbye to the
  /// terminal, the bytes that do it are written here, if the terminal takes them.
  private func handBack(complete: Bool) {
    if !complete {
      Descriptor.write(TerminalModes.bytes(TerminalModes.restore), to: options.output, patience: 100)
    }
    var saved = modes
    // Not after draining: on a frozen terminal that would wait for ever.
    tcsetattr(options.input, TCSANOW, &saved)
    options.guardian?.tell(.givenBack)
    redirectErrors(toLog: false)
  }

  private func redirectErrors(toLog: Bool) {
    guard let log = options.log, stderrCopy >= 0 else { return }
    dup2(toLog ? log : stderrCopy, STDERR_FILENO)
  }
}
