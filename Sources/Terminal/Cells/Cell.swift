/// One place on the screen: a character that is one column wide, and its style.
///
/// Only text that went through `SafeText` gets into a cell, which is why the property can't be set from
/// outside: a scalar of width two or zero would shift the rest of its row on some terminals.
public struct Cell: Hashable, Sendable {
  /// The character, always one column wide.
  public internal(set) var scalar: Unicode.Scalar
  /// How it looks.
  public var style: Style

  /// A blank in the given style.
  public init(style: Style = .text) {
    self.scalar = " "
    self.style = style
  }

  init(scalar: Unicode.Scalar, style: Style) {
    self.scalar = scalar
    self.style = style
  }

  /// An empty place.
  public static let blank = Cell()
}

/// The size of a screen or of a part of one, in cells.
public struct TerminalSize: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A size; negative numbers count as zero.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
  }
}

/// A place on the screen; the first column and the first row are 0.
public struct CellPosition: Hashable, Sendable {
  /// Column.
  public var x: Int
  /// Row.
  public var y: Int

  /// A place.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}
