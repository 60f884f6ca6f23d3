internal import SlicingCore

/// A digest over everything that happened: every event and every effect, in their order, mixed into two
/// words. Equal runs have equal digests, and a difference anywhere makes another digest with near certainty;
/// nobody forges a simulation, so a cryptographic hash over every byte would only cost time.
struct DigestChain {
  private var first: UInt64 = 0x243F_6A88_85A3_08D3
  private var second: UInt64 = 0x1319_8A2E_0370_7344

  mutating func add(_ word: UInt64) {
    let product = (first ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    first = product.high ^ product.low ^ second
    let sum = second &+ word
    second = (sum &<< 31 | sum &>> 33) &* 0xD1B5_4A32_D192_ED03
  }

  mutating func add(_ byte: UInt8) { add(UInt64(byte)) }
  mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }
  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }
  mutating func add(_ instant: Instant?) { add(instant?.microseconds ?? .min) }

  mutating func add(_ id: ClientOrderID) {
    let (high, low) = id.words
    add(high)
    add(UInt64(low))
  }

  /// Eight bytes to a word, the length first.
  mutating func add(_ text: String) {
    let bytes = text.utf8
    add(bytes.count)
    var word: UInt64 = 0
    var count = 0
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 {
        add(word)
        word = 0
      }
    }
    if count & 7 != 0 { add(word) }
  }

  mutating func add(_ text: String?) {
    if let text { add(text) } else { add(Int.min) }
  }

  /// What stands for all of it, as 64 hex digits.
  func finish() -> String {
    let bytes = [first, second].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
    return SHA256.hex(of: bytes)
  }
}
