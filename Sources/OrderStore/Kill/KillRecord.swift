internal import Glibc
internal import SlicingCore

/// The 64 bytes of the kill word: magic, state, instant, and zeros to the end.
///
/// State words are eight ASCII bytes, so that `xxd` shows them and no single flipped bit, and no mixture of
/// the two, turns one into the other.
enum KillRecord: Equatable {
  case allowed
  case engaged(at: Instant)

  static let size = 64
  /// Four words of it mean something; the rest is zero, for fields to come.
  private typealias Words = (UInt64, UInt64, Int64, UInt64, UInt64, UInt64, UInt64, UInt64)
  private static let magic: UInt64 = 0x3144_524F_574C_4B54  // "TKLWORD1" in the file
  private static let allowedWord: UInt64 = 0x2144_4557_4F4C_4C41  // "ALLOWED!"
  private static let engagedWord: UInt64 = 0x2144_4547_4147_4E45  // "ENGAGED!"

  /// Nil for anything that `write` would not have written.
  init?(readFrom file: Int32) {
    var words: Words = (0, 0, 0, 0, 0, 0, 0, 0)
    let count = withUnsafeMutableBytes(of: &words) { pread(file, $0.baseAddress, $0.count, 0) }
    guard count == KillRecord.size, UInt64(littleEndian: words.0) == KillRecord.magic,
      words.3 | words.4 | words.5 | words.6 | words.7 == 0
    else { return nil }
    let at = Int64(littleEndian: words.2)
    switch UInt64(littleEndian: words.1) {
    case KillRecord.allowedWord where at == 0: self = .allowed
    case KillRecord.engagedWord: self = .engaged(at: Instant(microseconds: at))
    default: return nil
    }
  }

  var isEngaged: Bool { engagedAt != nil }

  var engagedAt: Instant? {
    switch self {
    case .allowed: nil
    case .engaged(let at): at
    }
  }

  /// One write of the whole record; says whether all of it was taken.
  func write(to file: Int32) -> Bool {
    let state = isEngaged ? KillRecord.engagedWord : KillRecord.allowedWord
    var words: Words = (
      KillRecord.magic.littleEndian, state.littleEndian, (engagedAt?.microseconds ?? 0).littleEndian, 0, 0, 0,
      0, 0
    )
    return withUnsafeBytes(of: &words) { pwrite(file, $0.baseAddress, $0.count, 0) } == KillRecord.size
  }
}
