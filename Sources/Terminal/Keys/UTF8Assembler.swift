/// Puts together a character whose bytes may come in several reads.
struct UTF8Assembler: Sendable {
  enum Step: Equatable {
    case incomplete
    case complete(Unicode.Scalar)
    /// The byte can't follow; it has not been used.
    case invalid
  }

  private var bytes: [UInt8] = []
  private var length = 0

  /// Starts with a lead byte; false if it is none.
  mutating func begin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return false
    }
    bytes = [byte]
    return true
  }

  mutating func take(_ byte: UInt8) -> Step {
    guard (0x80...0xBF).contains(byte) else { return .invalid }
    bytes.append(byte)
    guard bytes.count == length else { return .incomplete }
    // Overlong forms and surrogates decode to the replacement character, and are shown as it.
    let text = String(decoding: bytes, as: UTF8.self)
    return .complete(text.unicodeScalars.first ?? "\u{FFFD}")
  }
}
