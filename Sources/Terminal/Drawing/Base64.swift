/// Base64 of RFC 4648, so that Foundation is not needed for one escape sequence.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for index in 0..<4 {
        let six = Int(bits >> (18 - 6 * UInt32(index))) & 63
        encoded.append(index <= group.count ? alphabet[six] : UInt8(ascii: "="))
      }
    }
    return encoded
  }
}
