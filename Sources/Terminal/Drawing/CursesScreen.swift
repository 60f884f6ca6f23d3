internal import CNcurses
internal import Glibc

/// The one adapter that speaks curses. Made, used and closed on the drawing thread; curses keeps its state in
/// global variables, so there is one at a time.
final class CursesScreen {
  /// What a screen needs to know.
  struct Setup: Sendable {
    var terminalType: String
    var input: Int32
    var output: Int32
    var mouse: Bool
    var color: Bool
    var theme: Theme
  }

  private let setup: Setup
  private let screen: OpaquePointer
  private let files: (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>)
  private var palette: ColorPalette
  /// What the terminal shows, so that rows that did not change are not even handed to curses.
  private var shown: CellBuffer?
  private var line: [cchar_t] = []
  private let hasDefaults: Bool

  init(_ setup: Setup) throws(TerminalError) {
    self.setup = setup
    guard let output = Self.file(setup.output, "w"), let input = Self.file(setup.input, "r") else {
      throw .system(call: "fdopen", errno: errno)
    }
    files = (output, input)
    // `newterm` and not `initscr`, which ends the process when it does not know the terminal.
    guard let screen = newterm(setup.terminalType, output, input) else {
      Self.close(files)
      throw .unsupportedTerminal(type: setup.terminalType)
    }
    self.screen = screen
    set_term(screen)
    hasDefaults = has_colors() && start_color() == OK && use_default_colors() == OK
    palette = ColorPalette(theme: setup.theme, color: setup.color, hasDefaults: hasDefaults)
    guard Self.canPlaceCursor else {
      endwin()
      delscreen(screen)
      Self.close(files)
      throw .unsupportedTerminal(type: setup.terminalType)
    }
    begin()
  }

  private static func file(_ descriptor: Int32, _ mode: String) -> UnsafeMutablePointer<FILE>? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { return nil }
    return fdopen(copy, mode)
  }

  private static func close(_ files: (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>))
  {
    fclose(files.output)
    fclose(files.input)
  }

  private static var canPlaceCursor: Bool {
    var name = Array("cup".utf8CString)
    guard let capability = tigetstr(&name) else { return false }
    return Int(bitPattern: capability) != -1
  }

  private func begin() {
    raw()
    noecho()
    nonl()
    // Input is not curses' business: otherwise it looks for typed keys and stops drawing half-way.
    typeahead(-1)
    leaveok(cn_stdscr(), false)
    scrollok(cn_stdscr(), false)
    setModes()
  }

  private func setModes() {
    write(TerminalModes.bytes(TerminalModes.on))
    if setup.mouse { write(TerminalModes.bytes(TerminalModes.mouseOn)) }
  }

  /// Draws the rows that differ from what is shown. Blocks for as long as the terminal does not read.
  func draw(_ frame: Frame) {
    let buffer = frame.buffer
    guard buffer.width > 0, buffer.height > 0 else { return }
    if shown?.size != buffer.size { adopt(buffer.size) }
    for y in 0..<buffer.height where shown?.row(y) != buffer.row(y) { drawRow(buffer.row(y), y: y) }
    shown = buffer
    place(frame.cursor)
    wnoutrefresh(cn_stdscr())
    doupdate()
  }

  private func adopt(_ size: TerminalSize) {
    if Int(cn_lines()) != size.height || Int(cn_columns()) != size.width {
      resizeterm(Int32(size.height), Int32(size.width))
    }
    shown = nil
    werase(cn_stdscr())
    clearok(cn_curscr(), true)
  }

  private func drawRow(_ cells: ArraySlice<Cell>, y: Int) {
    if line.count < cells.count { line = Array(repeating: cchar_t(), count: cells.count) }
    var style: Style?
    var look: (attributes: attr_t, pair: Int32) = (0, 0)
    for (x, cell) in cells.enumerated() {
      if cell.style != style {
        style = cell.style
        look = palette.curses(cell.style)
      }
      cn_fill(&line[x], wchar_t(bitPattern: cell.scalar.value), look.attributes, look.pair)
    }
    wmove(cn_stdscr(), Int32(y), 0)
    wadd_wchnstr(cn_stdscr(), line, Int32(cells.count))
  }

  private func place(_ cursor: CellPosition?) {
    guard let cursor, wmove(cn_stdscr(), Int32(clamping: cursor.y), Int32(clamping: cursor.x)) == OK else {
      curs_set(0)
      return
    }
    curs_set(1)
  }

  /// The next frame is drawn whole, whatever the terminal shows now, and in raw mode: whoever stopped the
  /// process from outside has left the terminal as a shell wants it.
  func forget() {
    reset_prog_mode()
    setModes()
    shown = nil
    clearok(cn_curscr(), true)
  }

  func use(_ theme: Theme) {
    palette = ColorPalette(theme: theme, color: setup.color, hasDefaults: hasDefaults)
    shown = nil
  }

  func ring() { beep() }

  /// Sets the clipboard of the terminal at the other end of any ssh. The text can hold no control character
  /// and is encoded besides, so nothing in it ends the sequence early.
  func copy(_ text: SafeText) {
    write(Array("\u{1B}]52;c;".utf8) + Base64.encode(Array(text.string.utf8)) + Array("\u{7}".utf8))
  }

  func suspend() {
    write(TerminalModes.bytes(TerminalModes.off))
    endwin()
  }

  /// The next drawing takes the screen again; curses does that by itself.
  func resume() { forget() }

  /// - Parameter isSuspended: the terminal has been given back already and may belong to a shell by now.
  func close(isSuspended: Bool) {
    if !isSuspended { suspend() }
    delscreen(screen)
    Self.close(files)
  }

  /// Bytes that curses knows nothing of. Curses flushes at the end of each update, so the order is kept.
  private func write(_ bytes: [UInt8]) {
    fflush(files.output)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(setup.output, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
