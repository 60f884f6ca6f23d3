internal import CLinux

/// A key id and what belongs to it. However it is printed, it says neither.
struct KeyPair: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let keyID: String
  let secret: String

  /// Longer ones are no keys but a file pasted in the wrong place.
  static let lengthMax = 256

  /// Each with the place it stands at, which is all that an error says of it.
  init(keyID: String, at keyPlace: String, secret: String, at secretPlace: String) throws(KeyError) {
    self.keyID = try KeyPair.checked(keyID, at: keyPlace)
    self.secret = try KeyPair.checked(secret, at: secretPlace)
  }

  var description: String { "broker keys" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }

  /// Both become the value of an HTTP header, so they hold nothing that could end one.
  private static func checked(_ text: String, at place: String) throws(KeyError) -> String {
    guard !text.isEmpty else { throw .empty(place: place) }
    guard text.utf8.count <= lengthMax, text.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw .badCharacters(place: place)
    }
    return text
  }
}

/// Where the keys of an account are looked for.
enum BrokerKeys {
  /// The environment's, else those of the file. From here on they are in this process's memory, which nobody
  /// is to read: no core file is written, and no other process of its user may look.
  static func find(inFile path: String?) throws(KeyError) -> KeyPair {
    cl_forbid_dumps()
    if let pair = try EnvironmentKeys.pair() { return pair }
    guard let path else { throw .nowhere }
    return try KeyFile.read(path)
  }
}
