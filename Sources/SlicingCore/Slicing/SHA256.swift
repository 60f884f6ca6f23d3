/// SHA-256 (FIPS 180-4), for order ids and the event log's chain; checked against the standard's vectors.
///
/// Rejected: swift-crypto, which costs three minutes of build for this one function.
public enum SHA256 {
  /// The 32-byte digest.
  public static func digest(of message: [UInt8]) -> [UInt8] {
    let state = state(after: message)
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    for word in state.indices {
      for shift in stride(from: 24, through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: state[word] >> UInt32(shift)))
      }
    }
    return digest
  }

  /// The first `digits` hex digits of the digest.
  public static func hex(of message: [UInt8], digits: Int = 64) -> String {
    let alphabet = Array("0123456789abcdef".utf8)
    let bytes = digest(of: message).flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }
    return String(decoding: bytes.prefix(digits), as: UTF8.self)
  }

  /// The first twelve bytes of the digest, as numbers: what an order id keeps of it.
  static func prefix(of message: [UInt8]) -> (high: UInt64, low: UInt32) {
    let state = state(after: message)
    return (UInt64(state[0]) << 32 | UInt64(state[1]), state[2])
  }

  private static func state(after message: [UInt8]) -> InlineArray<8, UInt32> {
    var state = initial
    let whole = message.count / 64 * 64
    for block in stride(from: 0, to: whole, by: 64) { compress(message.span, at: block, into: &state) }
    // What is left, the mark, and the length in bits: one block or two.
    var tail: [UInt8] = []
    tail.reserveCapacity(128)
    tail.append(contentsOf: message[whole...])
    tail.append(0x80)
    tail.append(contentsOf: repeatElement(0, count: (119 - message.count % 64) % 64))
    let bits = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    for block in stride(from: 0, to: tail.count, by: 64) { compress(tail.span, at: block, into: &state) }
    return state
  }

  private static func compress(
    _ bytes: Span<UInt8>, at offset: Int, into state: inout InlineArray<8, UInt32>
  ) {
    var w = InlineArray<16, UInt32>(repeating: 0)
    for i in 0..<16 {
      let at = offset + i * 4
      w[i] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
        | UInt32(bytes[at + 3])
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for start in stride(from: 0, to: 64, by: 16) {
      if start > 0 { extend(&w) }
      // Eight rounds written out: each works on the names the last one left, so that nothing moves.
      for i in stride(from: 0, to: 16, by: 8) {
        round(a, b, c, &d, e, f, g, &h, constants[start + i] &+ w[i])
        round(h, a, b, &c, d, e, f, &g, constants[start + i + 1] &+ w[i + 1])
        round(g, h, a, &b, c, d, e, &f, constants[start + i + 2] &+ w[i + 2])
        round(f, g, h, &a, b, c, d, &e, constants[start + i + 3] &+ w[i + 3])
        round(e, f, g, &h, a, b, c, &d, constants[start + i + 4] &+ w[i + 4])
        round(d, e, f, &g, h, a, b, &c, constants[start + i + 5] &+ w[i + 5])
        round(c, d, e, &f, g, h, a, &b, constants[start + i + 6] &+ w[i + 6])
        round(b, c, d, &e, f, g, h, &a, constants[start + i + 7] &+ w[i + 7])
      }
    }
    let words: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
    for i in words.indices { state[i] &+= words[i] }
  }

  /// The next sixteen words of the message schedule take the place of the last.
  private static func extend(_ w: inout InlineArray<16, UInt32>) {
    for i in 0..<16 {
      let (x, y) = (w[(i + 1) & 15], w[(i + 14) & 15])
      let s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3)
      let s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >> 10)
      w[i] = w[i] &+ s0 &+ w[(i + 9) & 15] &+ s1
    }
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ word: UInt32
  ) {
    let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ word
    let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    d = d &+ t1
    h = t1 &+ s0 &+ ((a & b) ^ (a & c) ^ (b & c))
  }

  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }

  private static let initial: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
