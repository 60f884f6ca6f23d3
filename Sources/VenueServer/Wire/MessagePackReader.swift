internal import WireFormats

/// Reads the MessagePack that clients of the data streams send: maps, lists, texts, and small numbers.
struct MessagePackReader {
  private var rest: ArraySlice<UInt8>
  private static let deepest = 16

  /// Nil for anything that is not exactly one value of those kinds.
  static func read(_ bytes: [UInt8]) -> WireValue? {
    var reader = MessagePackReader(rest: bytes[...])
    guard let value = reader.value(depth: 0), reader.rest.isEmpty else { return nil }
    return value
  }

  private mutating func value(depth: Int) -> WireValue? {
    guard depth < MessagePackReader.deepest, let head = rest.popFirst() else { return nil }
    switch head {
    case 0x00...0x7f: return .integer(Int(head))
    case 0x80...0x8f: return object(Int(head & 0x0f), depth: depth)
    case 0x90...0x9f: return array(Int(head & 0x0f), depth: depth)
    case 0xa0...0xbf: return string(Int(head & 0x1f))
    case 0xc0: return .null
    case 0xc2: return .bool(false)
    case 0xc3: return .bool(true)
    case 0xcc, 0xcd, 0xce: return integer(width: 1 << Int(head - 0xcc)).map(WireValue.integer)
    case 0xd9, 0xda, 0xdb: return integer(width: 1 << Int(head - 0xd9)).flatMap { string($0) }
    case 0xdc, 0xdd: return integer(width: 2 << Int(head - 0xdc)).flatMap { array($0, depth: depth) }
    case 0xde, 0xdf: return integer(width: 2 << Int(head - 0xde)).flatMap { object($0, depth: depth) }
    default: return nil
    }
  }

  private mutating func integer(width: Int) -> Int? {
    guard rest.count >= width else { return nil }
    let value = rest.prefix(width).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(width)
    return value
  }

  private mutating func string(_ count: Int) -> WireValue? {
    guard rest.count >= count, let text = String(validating: rest.prefix(count), as: UTF8.self) else {
      return nil
    }
    rest = rest.dropFirst(count)
    return .string(text)
  }

  private mutating func array(_ count: Int, depth: Int) -> WireValue? {
    var values: [WireValue] = []
    // Every element takes a byte at least, so that a length that lies ends at the end of the message.
    for _ in 0..<count {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    }
    return .array(values)
  }

  private mutating func object(_ count: Int, depth: Int) -> WireValue? {
    var members: [WireValue.Member] = []
    for _ in 0..<count {
      guard let name = value(depth: depth + 1)?.text, let value = value(depth: depth + 1) else { return nil }
      members.append(.init(name, value))
    }
    return .object(members)
  }
}
