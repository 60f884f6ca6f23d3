/// One picture of the screen.
public struct Frame: Hashable, Sendable {
  /// The cells.
  public var buffer: CellBuffer
  /// Where the cursor stands, or nil to hide it.
  public var cursor: CellPosition?

  /// A picture.
  public init(_ buffer: CellBuffer, cursor: CellPosition? = nil) {
    self.buffer = buffer
    self.cursor = cursor
  }
}
