public import SlicingCore

/// A message between its bytes and its meaning: what JSON and MessagePack can both say. Members keep their
/// order, and numbers their digits: `10.0` never passes through binary floating point on its way to a
/// quantity.
public enum WireValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number as it is written, in JSON's form.
  case number(String)
  case string(String)
  /// A time: text in JSON, a type of its own in MessagePack.
  case time(Instant)
  case array([WireValue])
  case object([Member])

  /// A name and its value.
  public struct Member: Equatable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: WireValue

    /// Memberwise.
    public init(_ name: String, _ value: WireValue) {
      self.name = name
      self.value = value
    }
  }

  /// A whole number.
  public static func integer(_ value: Int) -> WireValue { .number(String(value)) }

  /// Text, or null where there is none.
  public static func optional(_ text: String?) -> WireValue { text.map(WireValue.string) ?? .null }

  /// The first member of a name; nil where there is none, and where it is null: to leave something out and to
  /// say that there is nothing are the same to whoever asks.
  public subscript(_ name: String) -> WireValue? {
    guard case .object(let members) = self, let value = members.first(where: { $0.name == name })?.value,
      value != .null
    else { return nil }
    return value
  }

  /// A text; nil for anything else.
  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The digits of a number, whether it was sent as one or as text: clients do both.
  public var digits: String? {
    switch self {
    case .number(let text), .string(let text): text
    case .null, .bool, .time, .array, .object: nil
    }
  }

  /// True or false; nil for anything else.
  public var truth: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The texts of a list; nil where it is none, or holds anything else.
  public var texts: [String]? {
    guard case .array(let values) = self else { return nil }
    let texts = values.compactMap(\.text)
    return texts.count == values.count ? texts : nil
  }
}
