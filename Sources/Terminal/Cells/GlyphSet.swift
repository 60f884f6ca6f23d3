/// Which characters draw borders, bars, marks and charts.
///
/// Chosen once from the locale or by `--ascii`; the view asks for a glyph by what it means, so that no pane
/// has to think about the other set. A mark never stands alone for a state: a word stands beside it.
public enum GlyphSet: Hashable, Sendable {
  /// Box drawing, blocks and braille.
  case unicode
  /// Only what every terminal and every font has.
  case ascii

  /// A mark or sign with a meaning.
  public enum Glyph: CaseIterable, Hashable, Sendable {
    /// Done, up, allowed: `●`.
    case full
    /// Partly done, at work: `◐`.
    case half
    /// Not begun: `○`.
    case empty
    /// Stopped: `■`.
    case stop
    /// The selected row: `▸`.
    case pointer
    /// What follows from something: `→`.
    case arrow
    /// A minus sign as wide as a plus sign: `−`.
    case minus
    /// Multiplied by, or bid by ask: `×`.
    case times
    /// Between things of equal rank: `·`.
    case dot
    /// Something was cut: `…`.
    case ellipsis
    /// No value: `–`.
    case dash
    /// Rising: `▲`.
    case up
    /// Falling: `▼`.
    case down
    /// Good: `✓`.
    case check
    /// Bad: `✗`.
    case cross
    /// A warning: `!` in both sets, for `▲` already says that something rises.
    case warning
    /// A vertical line between columns: `│`.
    case column
  }

  /// The glyph for a meaning, one column wide.
  public func callAsFunction(_ glyph: Glyph) -> SafeText { SafeText(trusted: [scalar(glyph)]) }

  func scalar(_ glyph: Glyph) -> Unicode.Scalar {
    switch glyph {
    case .full: pick("●", "*")
    case .half: pick("◐", "o")
    case .empty: pick("○", ".")
    case .stop: pick("■", "#")
    case .pointer: pick("▸", ">")
    case .arrow: pick("→", ">")
    case .minus: pick("−", "-")
    case .times: pick("×", "x")
    case .dot: pick("·", "-")
    case .ellipsis: pick("…", "~")
    case .dash: pick("–", "-")
    case .up: pick("▲", "^")
    case .down: pick("▼", "v")
    case .check: pick("✓", "+")
    case .cross: pick("✗", "x")
    case .warning: "!"
    case .column: pick("│", "|")
    }
  }

  private func pick(_ unicode: Unicode.Scalar, _ ascii: Unicode.Scalar) -> Unicode.Scalar {
    self == .unicode ? unicode : ascii
  }

  /// The six characters of a frame.
  struct Border {
    var horizontal: Unicode.Scalar
    var vertical: Unicode.Scalar
    var topLeft: Unicode.Scalar
    var topRight: Unicode.Scalar
    var bottomLeft: Unicode.Scalar
    var bottomRight: Unicode.Scalar
  }

  var border: Border {
    switch self {
    case .unicode:
      Border(
        horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯")
    case .ascii:
      Border(
        horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+")
    }
  }

  /// The same text with each character that this set lacks replaced by its ASCII look.
  ///
  /// The renderer applies it to whole frames where the locale is not UTF-8, so that a `…` that came in
  /// with a broker's message does not turn into three garbled columns.
  public func adapt(_ text: SafeText) -> SafeText {
    self == .unicode ? text : SafeText(trusted: text.scalars.map(AsciiFallback.scalar))
  }
}
