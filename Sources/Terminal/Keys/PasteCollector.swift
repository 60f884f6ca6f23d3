internal import Glibc

/// Keeps the first line of a paste and counts nothing else: a paste of any size takes the same memory.
struct PasteCollector: Sendable {
  /// What a field can use; more is a mistake or an attack.
  static let charactersMax = 64
  private static let bytesMax = charactersMax * 4
  private static let endMark = Array("\u{1B}[201~".utf8)

  private var line: [UInt8] = []
  private var lineEnded = false
  private var isCut = false
  /// Bytes of the end mark seen so far.
  private var matched = 0

  /// Takes a byte of the paste; true when it was the last of the end mark.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == Self.endMark[matched] {
      matched += 1
      return matched == Self.endMark.count
    }
    // What looked like the end mark was text. ESC occurs only at its start, so none is hidden in it.
    for earlier in Self.endMark.prefix(matched) { keep(earlier) }
    matched = byte == Self.endMark[0] ? 1 : 0
    if matched == 0 { keep(byte) }
    return false
  }

  /// How many of the bytes can only be thrown away, so that a paste of megabytes is passed over at the speed
  /// of a search for ESC: a halt key that is pressed after it waits for every byte before it.
  func bytesToSkip(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard isCut, matched == 0, let start = bytes.baseAddress else { return 0 }
    guard let escape = memchr(start, Int32(Self.endMark[0]), bytes.count) else { return bytes.count }
    return UnsafeRawPointer(escape) - UnsafeRawPointer(start)
  }

  private mutating func keep(_ byte: UInt8) {
    if byte == 0x0A || byte == 0x0D {
      lineEnded = true
    } else if lineEnded || line.count >= Self.bytesMax {
      isCut = true
    } else {
      line.append(byte)
    }
  }

  /// The keys that the paste comes to. A line end after the only line is not worth a word.
  func finish(stalled: Bool) -> [Key] {
    let decoded = String(decoding: line, as: UTF8.self)
    let clean = decoded.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    // Scalars and not characters are counted: one character can hold a thousand combining marks.
    var view = String.UnicodeScalarView()
    view.append(contentsOf: clean.prefix(Self.charactersMax))
    let cut = isCut || stalled || view.count < decoded.unicodeScalars.count
    let text: [Key] = view.isEmpty ? [] : [.paste(String(view))]
    return cut ? text + [.pasteCut] : text
  }
}
