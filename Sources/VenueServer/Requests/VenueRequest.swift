internal import WireFormats

/// A request as it came, without its connection.
struct VenueRequest: Sendable {
  let method: String
  /// Decoded parts of the path: `["v2", "orders"]`.
  let path: [String]
  var query: [(name: String, value: String)]
  let key: String?
  let secret: String?
  let body: [UInt8]

  init(
    method: String, target: String, key: String? = nil, secret: String? = nil, body: [UInt8] = []
  ) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.method = method
    path = parts[0].split(separator: "/").map { VenueRequest.decoded($0) }
    query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (VenueRequest.decoded(sides[0]), sides.count > 1 ? VenueRequest.decoded(sides[1]) : "")
    }
    self.key = key
    self.secret = secret
    self.body = body
  }

  subscript(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The forms in which clients say yes.
  func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

  /// Percent escapes, and a plus for a space. What is no escape stays as it is.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What is answered, and how the connection is to treat it.
struct VenueAnswer: Sendable {
  enum Body: Sendable {
    case none
    case json(String)
    case html(String)
  }

  var status: Int
  var body: Body
  var headers: [(name: String, value: String)] = []
  /// How long the answer is held back.
  var delayMilliseconds = 0
  /// The connection is closed instead of an answer.
  var isDropped = false

  static func json(_ value: WireValue, status: Int = 200) -> VenueAnswer {
    VenueAnswer(status: status, body: .json(value.json))
  }

  static func refused(_ refusal: VenueRefusal) -> VenueAnswer {
    .json(refusal.body, status: refusal.status)
  }

  static let noContent = VenueAnswer(status: 204, body: .none)

  /// What a proxy in front of the service says.
  static func html(_ status: Int, _ words: String) -> VenueAnswer {
    VenueAnswer(
      status: status,
      body: .html("<html><head><title>\(status) \(words)</title></head><body>\(words)</body></html>\n"))
  }
}
