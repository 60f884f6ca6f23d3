/// A small drawing surface: two by four dots in each cell, or one dot a cell in ASCII.
///
/// Dot (0, 0) is top left. Several lines can be drawn by putting several canvases over each other; where
/// two meet in a cell the later one wins, for a cell has one colour.
public struct BrailleCanvas: Hashable, Sendable {
  /// Columns of cells.
  public let width: Int
  /// Rows of cells.
  public let height: Int
  private var bits: [UInt8]

  /// An empty canvas of `width` by `height` cells.
  public init(width: Int, height: Int) {
    self.width = max(0, min(width, CellBuffer.sideMax))
    self.height = max(0, min(height, CellBuffer.sideMax))
    bits = Array(repeating: 0, count: self.width * self.height)
  }

  /// Dots from left to right.
  public var dotWidth: Int { width * 2 }
  /// Dots from top to bottom.
  public var dotHeight: Int { height * 4 }

  /// Sets a dot; outside it does nothing.
  public mutating func plot(x: Int, y: Int) {
    guard (0..<dotWidth).contains(x), (0..<dotHeight).contains(y) else { return }
    // The numbering of braille dots grew by history: 1 2 3 7 down the left side, 4 5 6 8 down the right.
    let left: [UInt8] = [0x01, 0x02, 0x04, 0x40]
    let right: [UInt8] = [0x08, 0x10, 0x20, 0x80]
    bits[(y / 4) * width + x / 2] |= (x % 2 == 0 ? left : right)[y % 4]
  }

  /// Sets the dots of a straight line between two places (Bresenham's way: whole numbers only).
  ///
  /// The ends are brought inside first, so a line between absurd places takes a bounded time.
  public mutating func line(fromX x0: Int, y y0: Int, toX x1: Int, y y1: Int) {
    guard dotWidth > 0, dotHeight > 0 else { return }
    var (x, y) = clamped(x0, y0)
    let end = clamped(x1, y1)
    let dx = abs(end.x - x)
    let dy = -abs(end.y - y)
    var error = dx + dy
    while true {
      plot(x: x, y: y)
      if (x, y) == end { return }
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        x += x < end.x ? 1 : -1
      }
      if doubled <= dx {
        error += dx
        y += y < end.y ? 1 : -1
      }
    }
  }

  private func clamped(_ x: Int, _ y: Int) -> (x: Int, y: Int) {
    (min(max(0, x), dotWidth - 1), min(max(0, y), dotHeight - 1))
  }

  /// The characters of a row; a cell without dots is a blank.
  public func row(_ y: Int, glyphs: GlyphSet = .unicode) -> SafeText {
    guard (0..<height).contains(y) else { return SafeText() }
    return SafeText(trusted: (0..<width).map { Self.scalar(bits[y * width + $0], glyphs) })
  }

  /// In ASCII the dot's height in its cell is kept: `'` high, `-` in the middle, `.` low, `:` all over.
  private static func scalar(_ bits: UInt8, _ glyphs: GlyphSet) -> Unicode.Scalar {
    guard bits != 0 else { return " " }
    if glyphs == .unicode { return Unicode.Scalar(0x2800 + UInt32(bits)) ?? "?" }
    let high = bits & 0x09 != 0
    let low = bits & 0xC0 != 0
    if high && low { return ":" }
    return high ? "'" : low ? "." : "-"
  }
}

extension CellBuffer {
  /// Puts a canvas; cells without dots leave what is there.
  public mutating func put(_ canvas: BrailleCanvas, x: Int, y: Int, style: Style) {
    for row in 0..<canvas.height {
      for (column, scalar) in canvas.row(row, glyphs: glyphs).scalars.enumerated() where scalar != " " {
        set(scalar, x: x + column, y: y + row, style: style)
      }
    }
  }
}
