/// A screen as a value: what the view makes, what golden tests compare, what the drawing thread draws.
///
/// Everything that falls outside is cut, never wrapped and never an error: a view that runs while the
/// terminal shrinks must not be able to crash.
public struct CellBuffer: Hashable, Sendable {
  /// Columns and rows.
  public let size: TerminalSize
  /// The characters of borders, bars and marks; `adapt` is applied to every text put.
  public let glyphs: GlyphSet
  private var cells: [Cell]

  /// The most columns or rows: a terminal that claims more is believed this far, so that a wrong answer to
  /// the size query can't ask for all memory.
  public static let sideMax = 1_000

  /// A blank screen.
  public init(width: Int, height: Int, glyphs: GlyphSet = .unicode) {
    size = TerminalSize(width: min(width, Self.sideMax), height: min(height, Self.sideMax))
    self.glyphs = glyphs
    cells = Array(repeating: .blank, count: size.width * size.height)
  }

  /// A blank screen.
  public init(size: TerminalSize, glyphs: GlyphSet = .unicode) {
    self.init(width: size.width, height: size.height, glyphs: glyphs)
  }

  /// Columns.
  public var width: Int { size.width }
  /// Rows.
  public var height: Int { size.height }
  /// The whole screen.
  public var bounds: CellRect { CellRect(x: 0, y: 0, width: width, height: height) }

  /// The cell at a place, or nil outside.
  public subscript(x: Int, y: Int) -> Cell? {
    guard bounds.contains(x: x, y: y) else { return nil }
    return cells[y * size.width + x]
  }

  /// The cells of a row, empty outside.
  func row(_ y: Int) -> ArraySlice<Cell> {
    guard (0..<height).contains(y) else { return [] }
    return cells[(y * width)..<((y + 1) * width)]
  }

  /// Sets one cell; outside it does nothing.
  mutating func set(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
    guard bounds.contains(x: x, y: y) else { return }
    cells[y * width + x] = Cell(scalar: scalar, style: style)
  }

  /// Changes the style of one cell and leaves its character.
  mutating func restyle(x: Int, y: Int, _ change: (Style) -> Style) {
    guard bounds.contains(x: x, y: y) else { return }
    cells[y * width + x].style = change(cells[y * width + x].style)
  }

  /// The characters, a line for each row, trailing blanks trimmed: what golden screens hold.
  public func plainText() -> String {
    var lines: [String] = []
    for y in 0..<height {
      var line = SafeText(trusted: row(y).map(\.scalar)).string
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  /// The characters with each run of a role other than plain text marked, as in `⟨side.buy:BUY +⟩`.
  ///
  /// Attributes follow the role as letters: `+b` bold, `+d` dim, `+u` underline, `+r` reverse, `+i` italic.
  /// The brackets are not characters that a pane would draw, so marks and text can't be confused.
  public func styledText() -> String {
    (0..<height).map { styledRow($0) }.joined(separator: "\n")
  }

  private func styledRow(_ y: Int) -> String {
    var line = ""
    var run: Style = .text
    for cell in row(y) {
      if cell.style != run {
        if run != .text { line += "⟩" }
        run = cell.style
        if run != .text { line += "⟨" + Self.mark(run) + ":" }
      }
      line.unicodeScalars.append(cell.scalar)
    }
    if run != .text { line += "⟩" }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func mark(_ style: Style) -> String {
    let letters: [(Attributes, String)] = [
      (.bold, "b"), (.dim, "d"), (.underline, "u"), (.reverse, "r"), (.italic, "i"),
    ]
    let set = letters.filter { style.attributes.contains($0.0) }.map(\.1).joined()
    return style.role.rawValue + (set.isEmpty ? "" : "+" + set)
  }
}
