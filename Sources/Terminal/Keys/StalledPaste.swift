/// The rest of a paste whose end did not come in time: thrown away, except for what a person needs.
///
/// It can't be read as keys, for it may be half of a text that a slow line still brings. It can't be text
/// for ever either, or a lost end mark would make the halt keys dead. A halt key inside such a text halts:
/// of the two mistakes that is the harmless one.
struct StalledPaste: Sendable {
  enum Step: Equatable {
    case nothing
    case halt(Key)
    /// The end mark came after all.
    case end
  }

  /// The last bytes: enough for the end mark and for F12 with anything held.
  private var tail: [UInt8] = []
  private static let tailMax = 16

  /// Whether Esc may have been pressed, which is the way out.
  var endsInEscape: Bool { tail.last == 0x1B }

  mutating func take(_ byte: UInt8) -> Step {
    tail.append(byte)
    if tail.count > Self.tailMax { tail.removeFirst(tail.count - Self.tailMax) }
    if byte == 0x0B { return .halt(.ctrl("k")) }
    guard byte == UInt8(ascii: "~"), let start = tail.lastIndex(of: 0x1B) else { return .nothing }
    let sequence = tail[(start + 1)...]
    if sequence.elementsEqual("[201~".utf8) { return .end }
    return sequence.starts(with: "[24".utf8) ? .halt(.function(12)) : .nothing
  }
}
