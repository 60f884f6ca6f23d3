internal import Terminal

/// A line of text being typed, with its cursor. It knows nothing of what the text means.
struct TextField: Sendable, Hashable {
  private(set) var text: String
  /// Characters before the cursor.
  private(set) var cursor: Int
  let limit: Int

  init(_ text: String = "", limit: Int = 64) {
    self.text = String(text.prefix(limit))
    self.limit = limit
    cursor = self.text.count
  }

  /// Takes a key that edits; false for any other key, so that the caller can look it up elsewhere.
  mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .char(let character): insert(String(character))
    case .backspace: removeBeforeCursor()
    case .delete: removeAfterCursor()
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home, .ctrl("a"): cursor = 0
    case .end, .ctrl("e"): cursor = text.count
    case .ctrl("u"): replace("")
    default: return false
    }
    return true
  }

  /// Puts text at the cursor, as far as there is room; line ends and other control characters are left out.
  mutating func insert(_ more: String) {
    let clean = more.filter { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } }
    let fitting = clean.prefix(max(0, limit - text.count))
    let place = text.index(text.startIndex, offsetBy: cursor)
    text.insert(contentsOf: fitting, at: place)
    // Counted anew: a combining mark joins the character before it.
    cursor = min(text.count, cursor + fitting.count)
  }

  mutating func replace(_ text: String) {
    self.text = String(text.prefix(limit))
    cursor = self.text.count
  }

  private mutating func removeBeforeCursor() {
    guard cursor > 0 else { return }
    cursor -= 1
    removeAfterCursor()
  }

  private mutating func removeAfterCursor() {
    guard cursor < text.count else { return }
    text.remove(at: text.index(text.startIndex, offsetBy: cursor))
    cursor = min(text.count, cursor)
  }

  /// The part that fits into `width` columns, and the column of the cursor in it. Whatever is cut, on either
  /// side, is marked: a price without its first digit must not look like a price.
  func window(width: Int) -> (text: SafeText, cursor: Int) {
    let before = SafeText(untrusted: String(text.prefix(cursor)))
    let offset = max(0, before.width - max(0, width - 1))
    let rest = SafeText(untrusted: text).slice(from: offset, count: .max).truncated(to: width)
    guard offset > 0 else { return (rest, before.width) }
    return ("…" + rest.slice(from: 1, count: max(0, width - 1)), before.width - offset)
  }

  /// The text from its beginning: for a field that is not being typed in.
  func shown(width: Int) -> SafeText { SafeText(untrusted: text).truncated(to: width) }
}
