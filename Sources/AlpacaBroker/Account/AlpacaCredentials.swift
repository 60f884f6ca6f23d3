/// The account's keys.
///
/// Nothing prints them: not interpolation, not `print`, not `dump`, not a mirror, and not a type that holds
/// them, because all of these ask the three conformances below. They are neither `Codable` nor `Hashable`, so
/// that no encoder and no set can carry them away; only the code that writes a request reads the values.
public struct AlpacaCredentials: Sendable {
  let keyID: String
  let secret: String

  /// Nil for a key that is empty or holds anything but visible ASCII: what cannot stand in a header cannot be
  /// a key, and a line break in one would add headers of its own.
  public init?(keyID: String, secret: String) {
    guard AlpacaCredentials.isKey(keyID), AlpacaCredentials.isKey(secret) else { return nil }
    self.keyID = keyID
    self.secret = secret
  }

  private static func isKey(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

extension AlpacaCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the keys.
  public var description: String { "<redacted>" }
  /// Never the keys.
  public var debugDescription: String { "<redacted>" }
  /// Without children: a mirror would otherwise show the stored properties.
  public var customMirror: Mirror { Mirror(reflecting: "<redacted>") }
}
