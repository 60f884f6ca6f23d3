/// A part of a screen.
public struct CellRect: Hashable, Sendable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A part; negative widths and heights count as zero.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// Whether a place lies inside.
  public func contains(x px: Int, y py: Int) -> Bool {
    px >= x && py >= y && px - x < width && py - y < height
  }

  /// The part inside a frame of one cell, and `padding` more columns on each side.
  public func inset(padding: Int = 0) -> CellRect {
    CellRect(x: x + 1 + padding, y: y + 1, width: width - 2 - 2 * padding, height: height - 2)
  }
}
