extension Instant {
  /// Reads a time as others write it: RFC 3339 with up to nine decimals and `Z` or an offset. What is finer
  /// than a microsecond is cut off, which never makes a time later than it was. Nil for anything else; for
  /// what we stored ourselves there is the stricter `init(rfc3339:)`.
  public init?(foreignRFC3339 text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") else {
      return nil
    }
    var end = 19
    var micros = "000000"
    if bytes[end] == UInt8(ascii: ".") {
      let digits = bytes[20...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard (1...9).contains(digits.count) else { return nil }
      micros = String((String(decoding: digits, as: UTF8.self) + "00000").prefix(6))
      end = 20 + digits.count
    }
    let date = String(decoding: bytes[..<10], as: UTF8.self)
    let time = String(decoding: bytes[11..<19], as: UTF8.self)
    guard let offset = Instant.offset(bytes[end...]),
      let local = Instant(rfc3339: "\(date)T\(time).\(micros)Z")
    else { return nil }
    self = local - offset
  }

  /// `Z` or `-04:00`.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> TimeSpan? {
    let bytes = Array(bytes)
    if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return .zero }
    guard bytes.count == 6, let sign = bytes.first, bytes[3] == UInt8(ascii: ":"),
      sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = Civil.number(bytes[1..<3]), let minutes = Civil.number(bytes[4..<6]), hours < 24,
      minutes < 60
    else { return nil }
    return .seconds((hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60))
  }
}
