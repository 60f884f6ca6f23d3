extension String {
  /// The text without blanks around it; nil for one that says nothing.
  var meaningful: String? {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    return String(start[...last])
  }
}
