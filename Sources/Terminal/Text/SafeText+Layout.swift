/// Where a text stands within a wider space.
public enum Alignment: Hashable, Sendable {
  /// At the left edge, as words are.
  case left
  /// At the right edge, as figures are.
  case right
  /// In the middle; an odd column goes to the right.
  case center
}

extension SafeText {
  /// One text after the other.
  public static func + (left: SafeText, right: SafeText) -> SafeText {
    SafeText(trusted: left.scalars + right.scalars)
  }

  /// Appends a text.
  public static func += (left: inout SafeText, right: SafeText) { left = left + right }

  /// Exactly `width` columns: blanks are added, or the text is cut with an ellipsis.
  public func padded(to width: Int, align: Alignment = .left) -> SafeText {
    let gap = width - self.width
    guard gap > 0 else { return truncated(to: width) }
    let before =
      switch align {
      case .left: 0
      case .right: gap
      case .center: gap / 2
      }
    return SafeText(repeating: " ", count: before) + self + SafeText(repeating: " ", count: gap - before)
  }

  /// At most `width` columns. Where something is cut, the last column is an ellipsis, so that a cut number
  /// or symbol is never read as a whole one.
  public func truncated(to width: Int, ellipsis: Character = "…") -> SafeText {
    guard self.width > width else { return self }
    guard width > 0 else { return SafeText() }
    return SafeText(trusted: Array(scalars.prefix(width - 1))) + SafeText(repeating: ellipsis, count: 1)
  }

  /// The columns from `offset` on, `count` of them at most; for text that scrolls inside its field.
  public func slice(from offset: Int, count: Int) -> SafeText {
    SafeText(trusted: Array(scalars.dropFirst(max(0, offset)).prefix(max(0, count))))
  }

  /// Lines of at most `width` columns, broken at blanks where there are any.
  public func wrapped(to width: Int) -> [SafeText] {
    guard width > 0 else { return [] }
    var lines: [SafeText] = []
    var line: [Unicode.Scalar] = []
    for word in scalars.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(SafeText(trusted: line))
        line = []
      }
      if !line.isEmpty { line.append(" ") }
      line.append(contentsOf: word)
      while line.count > width {
        lines.append(SafeText(trusted: Array(line.prefix(width))))
        line.removeFirst(width)
      }
    }
    return line.isEmpty ? lines : lines + [SafeText(trusted: line)]
  }

  /// The texts with `separator` between them.
  public static func joined(_ parts: some Sequence<SafeText>, separator: SafeText = " ") -> SafeText {
    var whole = SafeText()
    for (index, part) in parts.enumerated() {
      if index > 0 { whole += separator }
      whole += part
    }
    return whole
  }
}
