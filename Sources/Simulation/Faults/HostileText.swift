internal import SlicingCore

/// What a broker could write where it ought to write a word or an id.
enum HostileText {
  private static let reasons = [
    "", String(repeating: "A", count: 20_000), "\u{1B}[2J\u{1B}]0;owned\u{7}", "line\r\nanother\0and no more",
    "\u{202E}dellif\u{2066}\u{200F}", "\u{FEFF}\u{200B}\u{E0041}", String(repeating: "e\u{301}", count: 3000),
    "'; DROP TABLE orders; --", "%s%n%x", "settled by trader: filled 100", "RECONCILE_MISMATCH",
  ]

  /// A reason in the place of `text`.
  static func reason(_ draw: Int) -> String { reasons[draw % reasons.count] }

  /// How many reasons there are to draw from.
  static var count: Int { reasons.count }

  /// An id in the place of `id`, and as different from any other's as that one is: at its very end, behind a
  /// character nobody sees, or by its length.
  static func id(_ id: String, _ draw: Int) -> String {
    switch draw % 6 {
    case 0: String(repeating: "x", count: 5000) + id
    case 1: "settled-\(id)-100"
    case 2: "a\0\(id)"
    case 3: "\u{1B}[31m\(id)\u{202E}"
    case 4: "' OR '\(id)"
    default: String(repeating: "\u{301}", count: 200) + id
    }
  }
}

extension Faults {
  /// What the venue says, or something no program should choke on.
  mutating func text(_ words: String) -> String {
    guard strike(.hostileText) else { return words }
    return HostileText.reason(within(0...HostileText.count - 1, for: .hostileText))
  }

  /// An id of the venue's. Sometimes none at all, which says less than any other: `mayBeEmpty`.
  mutating func id(_ id: String, mayBeEmpty: Bool = false) -> String {
    guard strike(.hostileText) else { return id }
    let draw = within(0...6, for: .hostileText)
    return draw == 6 && mayBeEmpty ? "" : HostileText.id(id, draw)
  }
}
