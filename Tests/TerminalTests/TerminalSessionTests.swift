import CLinux
import Glibc
import Synchronization
import Testing

@testable import Terminal

/// Everything that uses curses or changes the process (its locale, its signal handlers) is in this suite:
/// both exist once, so these tests take turns.
@Suite(.serialized, .timeLimit(.minutes(30))) struct TerminalSessionTests {
  /// The rows of a screen filled with one character.
  static func screen(_ character: Character, width: Int = 80, height: Int = 24) -> CellBuffer {
    var buffer = CellBuffer(width: width, height: height)
    buffer.fill(buffer.bounds, with: character)
    return buffer
  }

  @Test func drawsWhatItIsGivenAndGivesTheTerminalBack() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    let session = try terminal.session()
    #expect(!terminal.isCooked)
    #expect(session.size == TerminalSize(width: 80, height: 24))
    var buffer = CellBuffer(size: session.size)
    buffer.box(CellRect(x: 0, y: 0, width: 20, height: 3), title: "Guards", style: Style(.borderFocus))
    buffer.put("BUY +", x: 2, y: 1, style: Style(.sideBuy))
    session.drawing.submit(buffer, cursor: CellPosition(x: 7, y: 1))
    #expect(terminal.shows("BUY +"))
    #expect(terminal.shows("╭ Guards ─"))
    #expect(terminal.output.contains("\u{1B}[?1049h"))
    #expect(terminal.output.contains("\u{1B}[?2004h"))
    #expect(!terminal.output.contains("\u{1B}[?1000h"))
    // Colour 71 of the 256, bold, for the buying side.
    #expect(terminal.output.contains("38;5;71m"))
    session.restore()
    session.restore()
    for end in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?25h"] { #expect(terminal.shows(end)) }
    #expect(terminal.isCooked)
    #expect(terminal.modes.c_iflag == before.c_iflag && terminal.modes.c_oflag == before.c_oflag)
  }

  /// Set on the drawing thread.
  private final class Mark: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .sequentiallyConsistent) }
    @Sendable func set() { value.store(true, ordering: .sequentiallyConsistent) }
  }

  @Test func saysWhenAFrameIsOnTheTerminal() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    let (first, same) = (Mark(), Mark())
    session.drawing.submit(Self.screen("a"), onDrawn: first.set)
    #expect(eventually { first.isSet } && terminal.shows("aaaa"))
    session.drawing.submit(Self.screen("a"), onDrawn: same.set)
    #expect(eventually { same.isSet }, "one that changes nothing is there as well")
  }

  @Test func drawsOnlyRowsThatChanged() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    var buffer = Self.screen("a")
    session.drawing.submit(buffer)
    #expect(terminal.shows("aaaa") && eventually { session.drawing.framesDrawn == 1 })
    _ = terminal.drain()
    buffer.put("Z", x: 40, y: 12)
    session.drawing.submit(buffer)
    #expect(terminal.shows("Z"))
    #expect(terminal.output.utf8.count < 60, "\(terminal.output.debugDescription)")
    terminal.forget()
    session.drawing.repaint()
    #expect(terminal.shows("aaaa"))
    #expect(eventually { terminal.output.utf8.count > 200 })
  }

  @Test func drawsNothingWhileNothingChanges() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    session.drawing.submit(Self.screen("a"))
    #expect(eventually { session.drawing.framesDrawn == 1 })
    usleep(300_000)
    _ = terminal.drain()
    session.drawing.submit(Self.screen("a"))
    #expect(eventually { session.drawing.framesDrawn == 2 })
    let output = terminal.drain()
    #expect(output.utf8.count < 20, "\(output.debugDescription)")
  }

  @Test func newestFrameWinsAndTheRateIsBounded() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    let start = Monotonic.now
    var buffer = CellBuffer(width: 80, height: 24)
    for number in 0..<3_000 {
      buffer.put("frame \(number) ", x: 0, y: 0)
      session.drawing.submit(buffer)
      usleep(100)
    }
    let seconds = Double(Monotonic.now.nanoseconds - start.nanoseconds) / 1e9
    session.drawing.submit(Self.screen("Z"))
    #expect(terminal.shows("ZZZZ"), "the last one is always drawn")
    #expect(eventually { session.drawing.framesDrawn > 1 })
    #expect(Double(session.drawing.framesDrawn) <= seconds * 31 + 3)
  }

  @Test func followsANewSize() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    session.drawing.submit(Self.screen("a"))
    #expect(terminal.shows("aaaa"))
    for (width, height) in [(120, 40), (20, 5), (200, 60), (1, 1), (80, 24)] {
      terminal.resize(width: width, height: height)
      #expect(session.size == TerminalSize(width: width, height: height))
      terminal.forget()
      session.drawing.submit(Self.screen("b", width: width, height: height))
      // The last row is addressed, so curses knows of it.
      #expect(terminal.shows(height == 1 ? "b" : "\u{1B}[\(height)"), "\(width)×\(height)")
    }
    session.drawing.submit(CellBuffer(width: 0, height: 0))
    session.drawing.submit(Self.screen("c"))
    #expect(terminal.shows("cccc"))
  }

  @Test func bellClipboardAndTheme() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    var buffer = CellBuffer(width: 80, height: 24)
    buffer.put("BUY", x: 0, y: 0, style: Style(.sideBuy))
    session.drawing.submit(buffer)
    #expect(terminal.shows("38;5;71m"))
    session.drawing.ring()
    #expect(terminal.shows("\u{7}"))
    session.drawing.copy(SafeText(untrusted: "id\u{1B}[2J"))
    #expect(terminal.shows("\u{1B}]52;c;aWReW1sySg==\u{7}"))
    session.drawing.use(Theme.load("okabe", searchPath: [ThemeTests.folder]).theme)
    #expect(terminal.shows("38;5;32m"))
  }

  @Test func noColorAndAsciiAndMouse() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session {
      $0.environment = ["NO_COLOR": "1"]
      $0.ascii = true
      $0.mouse = true
    }
    #expect(session.glyphs == .ascii)
    var buffer = CellBuffer(size: session.size, glyphs: session.glyphs)
    buffer.box(CellRect(x: 0, y: 0, width: 10, height: 3), title: "x", style: Style(.borderFocus))
    buffer.put("HALTED", x: 20, y: 0, style: Style(.headerHalted))
    session.drawing.submit(buffer)
    #expect(terminal.shows("HALTED"))
    #expect(terminal.output.utf8.allSatisfy { $0 < 0x80 })
    #expect(!terminal.output.contains("38;5"))
    #expect(terminal.output.contains("\u{1B}[?1006h"))
    session.restore()
    #expect(terminal.shows("\u{1B}[?1006l"))
  }

  @Test func suspendGivesBackAndResumeDrawsAgain() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    defer { session.restore() }
    session.drawing.submit(Self.screen("a"))
    #expect(terminal.shows("aaaa"))
    session.suspend()
    #expect(terminal.shows("\u{1B}[?1049l") && terminal.isCooked)
    _ = terminal.drain()
    session.drawing.submit(Self.screen("b"))
    usleep(100_000)
    #expect(terminal.drain().isEmpty, "nothing is drawn while another program has the terminal")
    session.resume()
    #expect(terminal.shows("\u{1B}[?1049h") && terminal.shows("bbbb") && terminal.shows("\u{1B}[?2004h"))
    #expect(eventually { !terminal.isCooked })
  }

  @Test func restoreWhileSuspendedLeavesTheShellAlone() throws {
    let terminal = try PseudoTerminal()
    let session = try terminal.session()
    session.drawing.submit(Self.screen("a"))
    #expect(terminal.shows("aaaa"))
    session.suspend()
    _ = terminal.drain()
    session.restore()
    let output = terminal.drain()
    #expect(output.isEmpty, "\(output.debugDescription)")
    #expect(terminal.isCooked)
  }

  /// SIGSTOP can't be seen coming; afterwards the shell's modes are on.
  @Test func repaintTakesRawModeAgain() throws {
    let terminal = try PseudoTerminal()
    var cooked = terminal.modes
    let session = try terminal.session()
    defer { session.restore() }
    session.drawing.submit(Self.screen("a"))
    #expect(terminal.shows("aaaa"))
    tcsetattr(terminal.slave, TCSANOW, &cooked)
    #expect(terminal.isCooked)
    terminal.forget()
    session.drawing.repaint()
    #expect(terminal.shows("aaaa"))
    #expect(eventually { !terminal.isCooked })
  }

  @Test func standardErrorGoesToTheLogMeanwhile() throws {
    let terminal = try PseudoTerminal()
    let files = try TemporaryFiles(["log": ""])
    let log = open(files.path + "/log", O_WRONLY | O_APPEND)
    defer { close(log) }
    var before = stat()
    fstat(STDERR_FILENO, &before)
    let session = try terminal.session { $0.log = log }
    _ = write(STDERR_FILENO, "meanwhile\n", 10)
    session.restore()
    #expect(try SmallFile.read(files.path + "/log").contains("meanwhile\n"))
    #expect(!terminal.output.contains("meanwhile"))
    var after = stat()
    fstat(STDERR_FILENO, &after)
    #expect(after.st_ino == before.st_ino && after.st_dev == before.st_dev)
  }

  @Test func refusesWhatIsNoTerminal() throws {
    let files = try TemporaryFiles(["f": ""])
    let file = open(files.path + "/f", O_RDWR)
    defer { close(file) }
    let terminal = try PseudoTerminal()
    #expect(throws: TerminalError.notATerminal(descriptor: file)) { try terminal.session { $0.input = file } }
    for type in ["no-such-terminal", "dumb", ""] {
      #expect(throws: TerminalError.unsupportedTerminal(type: type)) {
        try terminal.session { $0.terminalType = type }
      }
      #expect(terminal.isCooked)
    }
    // And the next one works.
    try terminal.session().restore()
    #expect(terminal.isCooked)
  }

  /// A terminal that does not read: only the drawing thread waits, and the way out does not.
  @Test func aFrozenTerminalBlocksTheDrawingThreadOnly() throws {
    let terminal = try PseudoTerminal(width: 200, height: 60, reads: false)
    let session = try terminal.session()
    let letters: [Character] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    var slow = 0
    for round in 0..<200 {
      let start = Monotonic.now
      session.drawing.submit(Self.screen(letters[round % 10], width: 200, height: 60))
      if Monotonic.now.nanoseconds - start.nanoseconds > 500_000_000 { slow += 1 }
      usleep(5_000)
    }
    let last = Mark()
    session.drawing.submit(Self.screen("z", width: 200, height: 60), onDrawn: last.set)
    usleep(100_000)
    #expect(!last.isSet, "it is not on a terminal that takes nothing")
    let drawn = session.drawing.framesDrawn
    #expect(drawn < 25, "the terminal is not frozen: \(drawn) frames were drawn")
    // The machine may stop now and then; whoever waits for the terminal waits each time, and for ever.
    #expect(slow < 10)
    let start = Monotonic.now
    session.restore(timeout: .milliseconds(200))
    let took = Monotonic.now.nanoseconds - start.nanoseconds
    #expect(took < 60_000_000_000, "\(took / 1_000_000) ms")
    #expect(terminal.isCooked)
    // Curses is global: the next test must not start before this thread has left it.
    terminal.thaw()
    #expect(session.drawing.stop(timeout: .seconds(90)))
  }

  /// A crash gives the terminal back and still ends the process as a crash.
  @Test func aCrashGivesTheTerminalBack() async throws {
    let terminal = try PseudoTerminal()
    let path = String(cString: ttyname(terminal.slave))
    await #expect(processExitsWith: .failure) { [path = path as String] in
      let fd = open(path, O_RDWR | O_NOCTTY)
      var options = TerminalSession.Options()
      options.input = fd
      options.output = fd
      options.terminalType = "xterm-256color"
      let session = try TerminalSession(options: options)
      session.drawing.submit(TerminalSessionTests.screen("x"))
      _ = eventually { session.drawing.framesDrawn > 0 }
      let empty: [Int] = []
      print(empty[Int(fd)])
    }
    #expect(terminal.shows("xxxx"))
    #expect(terminal.shows("\u{1B}[?1049l") && terminal.shows("\u{1B}[?2004l"))
    #expect(terminal.isCooked)
  }

  /// The C library's own table is the second opinion on what is one column wide.
  @Test func everyAllowedCharacterIsOneColumnWide() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var allowed = 0
    // Beyond the basic plane nothing is allowed; a sample of it is enough.
    let values = Array(UInt32(0)..<0x1_0000) + Array(stride(from: UInt32(0x1_0000), to: 0x11_0000, by: 61))
    for value in values {
      guard let scalar = Unicode.Scalar(value), SafeScalars.verdict(scalar) == .keep else { continue }
      allowed += 1
      // Unassigned in this library's version of Unicode.
      let width = columns(Int32(value))
      if width != 1, scalar.properties.generalCategory != .unassigned {
        Issue.record("U+\(String(value, radix: 16)) takes \(width) columns")
      }
    }
    #expect(allowed > 2_000)
  }
}

/// Not exported by Swift's module of the C library.
@_silgen_name("wcwidth") private func columns(_ scalar: Int32) -> Int32
