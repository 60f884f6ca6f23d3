/// Tells a paste from a hand where the terminal does not mark one.
///
/// Every letter is a command somewhere on the screen, so a text that such a terminal brings as if it had been
/// typed would press hundreds of keys. Nobody types more than a few characters between two reads; what comes in
/// larger pieces is taken as a marked paste is: one line of it goes to the field that has the focus, and a halt
/// key in it halts, for it may have been pressed and the harmless of the two mistakes is to believe it.
struct BarePaste {
  /// Characters of one read from which on it was no hand: more than the longest order line, which a script may
  /// type in one go, and many seconds of fast typing on a line that hung. What is shorter is keys, and the time
  /// in which a dialog does not listen is what keeps it from placing an order.
  static let charactersMin = 128
  /// Silence that ends the paste, for its last piece may be short.
  static let silence = Duration.milliseconds(250)

  private var lastPiece: Monotonic?

  /// What the keys of one read come to.
  mutating func filter(_ keys: [Key], at now: Monotonic) -> [Key] {
    let isGoingOn = lastPiece.map { now < $0 + Self.silence } ?? false
    guard isGoingOn || keys.count(where: \.isTyped) >= Self.charactersMin else { return keys }
    lastPiece = now
    let halts = keys.filter(\.isHalt)
    // The rest of a paste was said to be cut with its first piece.
    return isGoingOn ? halts : halts + Self.firstLine(of: keys) + [.pasteCut]
  }

  private static func firstLine(of keys: [Key]) -> [Key] {
    var text = String.UnicodeScalarView()
    for key in keys {
      guard case .char(let character) = key else { break }
      text.append(contentsOf: character.unicodeScalars)
      if text.count >= PasteCollector.charactersMax { break }
    }
    return text.isEmpty
      ? [] : [.paste(String(String.UnicodeScalarView(text.prefix(PasteCollector.charactersMax))))]
  }
}

extension Key {
  /// What a text is made of. Cursor keys and clicks are not: a wheel sends dozens of them at once.
  fileprivate var isTyped: Bool {
    switch self {
    case .char, .enter, .tab: true
    default: false
    }
  }
}
