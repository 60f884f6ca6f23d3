internal import SlicingCore
internal import WireFormats

extension WireValue {
  /// As MessagePack, the way the data streams speak it: a number with a point or an exponent is a float64, as
  /// the protocol has it for prices; a time is the timestamp extension.
  var messagePack: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(0xc0)
    case .bool(let value): bytes.append(value ? 0xc3 : 0xc2)
    case .number(let digits): WireValue.write(number: digits, to: &bytes)
    case .string(let text): WireValue.write(text, to: &bytes)
    case .time(let instant): WireValue.write(instant, to: &bytes)
    case .array(let values):
      WireValue.head(values.count, fix: 0x90, wide: 0xdc, to: &bytes)
      for value in values { value.write(to: &bytes) }
    case .object(let members):
      WireValue.head(members.count, fix: 0x80, wide: 0xde, to: &bytes)
      for member in members {
        WireValue.write(member.name, to: &bytes)
        member.value.write(to: &bytes)
      }
    }
  }

  private static func head(_ count: Int, fix: UInt8, wide: UInt8, to bytes: inout [UInt8]) {
    if count < 16 { return bytes.append(fix | UInt8(count)) }
    bytes.append(wide)
    bytes += bigEndian(UInt16(clamping: count))
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    let utf8 = Array(text.utf8)
    switch utf8.count {
    case ..<32: bytes.append(0xa0 | UInt8(utf8.count))
    case ..<256: bytes += [0xd9, UInt8(utf8.count)]
    default: bytes += [0xda] + bigEndian(UInt16(clamping: utf8.count))
    }
    bytes += utf8
  }

  private static func write(number digits: String, to bytes: inout [UInt8]) {
    if let value = Int64(digits) { return write(value, to: &bytes) }
    // Only here does a price become binary floating point: this form of the stream has nothing else.
    guard let value = Double(digits) else { preconditionFailure("\(digits) is not a number of JSON") }
    bytes += [0xcb] + bigEndian(value.bitPattern)
  }

  private static func write(_ value: Int64, to bytes: inout [UInt8]) {
    switch value {
    case 0..<128: bytes.append(UInt8(value))
    case 128..<256: bytes += [0xcc, UInt8(value)]
    case 256..<65536: bytes += [0xcd] + bigEndian(UInt16(value))
    case 65536..<4_294_967_296: bytes += [0xce] + bigEndian(UInt32(value))
    case -32..<0: bytes.append(UInt8(bitPattern: Int8(value)))
    default: bytes += [0xd3] + bigEndian(UInt64(bitPattern: value))
    }
  }

  private static func write(_ instant: Instant, to bytes: inout [UInt8]) {
    let (seconds, nanoseconds) = WireTime.parts(instant)
    if nanoseconds == 0, let short = UInt32(exactly: seconds) {
      bytes += [0xd6, 0xff] + bigEndian(short)
    } else {
      bytes += [0xd7, 0xff] + bigEndian(UInt64(nanoseconds) << 34 | UInt64(clamping: seconds))
    }
  }

  private static func bigEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
