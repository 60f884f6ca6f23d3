internal import Terminal

/// One row of a pane: texts next to each other, each in its style.
///
/// Panes return rows and never draw, so that what a pane says can be tested without a screen and cut in one
/// place.
struct TextLine: Sendable, Hashable {
  /// A text and its style.
  struct Run: Sendable, Hashable {
    let text: SafeText
    let style: Style
  }

  private(set) var runs: [Run] = []

  init() {}

  init(_ text: SafeText, _ style: Style = .text) {
    if !text.isEmpty { runs = [Run(text: text, style: style)] }
  }

  init(_ text: SafeText, _ role: Role) { self.init(text, Style(role)) }

  /// Columns it takes.
  var width: Int { runs.reduce(0) { $0 + $1.text.width } }
  var isEmpty: Bool { runs.isEmpty }

  static func + (left: TextLine, right: TextLine) -> TextLine {
    var both = left
    both.runs += right.runs
    return both
  }

  static func += (left: inout TextLine, right: TextLine) { left = left + right }

  /// The line with a text after it.
  func then(_ text: SafeText, _ role: Role = .text) -> TextLine { self + TextLine(text, role) }

  /// The line with blanks after it, up to `width` columns; longer lines stay as they are.
  func padded(to width: Int) -> TextLine {
    then(SafeText(repeating: " ", count: width - self.width))
  }

  /// The line with `right` at the right edge of `width` columns; two blanks between are kept, the left gives
  /// way.
  func with(right: TextLine, width: Int) -> TextLine {
    truncated(to: max(0, width - right.width - 2)).padded(to: width - right.width) + right
  }

  /// At most `width` columns, with an ellipsis where something was cut.
  func truncated(to width: Int) -> TextLine {
    guard self.width > width else { return self }
    var cut = TextLine()
    for run in runs {
      let room = width - cut.width
      let isLast = run.text.width >= room
      cut += TextLine(isLast ? (run.text + " ").truncated(to: room) : run.text, run.style)
      if isLast { break }
    }
    return cut
  }

  /// Every run in one style: a row that is over, or a selected one.
  func restyled(_ style: Style) -> TextLine {
    var line = self
    line.runs = runs.map { Run(text: $0.text, style: style) }
    return line
  }

  /// The lines with `separator` between them.
  static func joined(_ lines: [TextLine], separator: SafeText = "  ") -> TextLine {
    var whole = TextLine()
    for (index, line) in lines.enumerated() {
      if index > 0 { whole += TextLine(separator, .textDim) }
      whole += line
    }
    return whole
  }
}

extension CellBuffer {
  /// Puts a line, cut at `maxWidth`.
  mutating func put(_ line: TextLine, x: Int, y: Int, maxWidth: Int) {
    var column = x
    for run in line.truncated(to: maxWidth).runs {
      column = put(run.text, x: column, y: y, style: run.style)
    }
  }
}

/// A text in a column of its own. A function, because a literal is a `SafeText` only where one is asked for.
func column(_ text: SafeText, _ width: Int, _ align: Alignment = .left) -> SafeText {
  text.padded(to: width, align: align)
}
