internal import Glibc

/// Tells a paste from a hand where the terminal does not mark one.
///
/// Every letter is a command somewhere on the screen, so a text that such a terminal brings as if it had been
/// typed would press hundreds of keys. Nobody types more than a few characters between two reads; what comes
/// in larger pieces is taken as a marked paste is: one line of it goes to the field that has the focus, and a
/// halt key in it halts, for it may have been pressed and the harmless of the two mistakes is to believe it.
struct BarePaste {
  /// Characters of one read from which on it was no hand: more than the longest order line, which a script
  /// may type in one go, and many seconds of fast typing on a line that hung. What is shorter is keys, and
  /// the time in which a dialog does not listen is what keeps it from placing an order.
  static let charactersMin = 128
  /// Silence that ends the paste, for its last piece may be short.
  static let silence = Duration.milliseconds(250)

  /// When the keyboard has to be seen empty for the paste to be over; nil where none goes on.
  private(set) var silenceEnds: Monotonic?

  /// Whether a read is only more of the paste, so that it need not even be decoded: a halt key that is
  /// pressed after megabytes waits for every byte before it.
  ///
  /// - Parameters:
  ///   - quiet: when the keyboard was last seen to hold nothing; what is read now came after that. The time
  ///     of the read says less: a program that stood still reads late what came at once.
  ///   - now: the time of the read.
  mutating func swallows(_ bytes: ArraySlice<UInt8>, after quiet: Monotonic, at now: Monotonic) -> Bool {
    guard isGoingOn(after: quiet), bytes.count >= Self.charactersMin, !Self.mayHoldHalt(bytes) else {
      return false
    }
    silenceEnds = now + Self.silence
    return true
  }

  /// Ctrl-K, or `ESC [ 24`, which F12 begins with, or an ESC so near to the end that the rest is still to
  /// come.
  private static func mayHoldHalt(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { all in
      guard let start = all.baseAddress, memchr(start, 0x0B, all.count) == nil else { return true }
      var offset = 0
      while let escape = memchr(start + offset, 0x1B, all.count - offset) {
        let place = UnsafeRawPointer(escape) - start
        if place + 4 > all.count { return true }
        if all[(place + 1)..<(place + 4)].elementsEqual("[24".utf8) { return true }
        offset = place + 1
      }
      return false
    }
  }

  private func isGoingOn(after quiet: Monotonic) -> Bool { silenceEnds.map { quiet < $0 } ?? false }

  /// What the keys of one read come to.
  mutating func filter(_ keys: [Key], after quiet: Monotonic, at now: Monotonic) -> [Key] {
    let isGoingOn = isGoingOn(after: quiet)
    guard isGoingOn || keys.count(where: \.isTyped) >= Self.charactersMin else {
      silenceEnds = nil
      return keys
    }
    silenceEnds = now + Self.silence
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
