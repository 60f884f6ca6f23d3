/// Text that can do nothing but appear: the only kind that a cell buffer takes.
///
/// Broker messages, symbols, file names and everything typed or pasted come from outside, and a terminal
/// obeys what it is sent. So there is one way to make such text, and it looks at every scalar; the renderer
/// has no function that takes a `String`. Each scalar kept is one column wide, so width is a count and
/// cutting can't split anything.
///
/// Literals of the program are checked the same way, for a wide character slips into source text easily.
public struct SafeText: Hashable, Sendable {
  /// The scalars, each one column wide.
  public private(set) var scalars: [Unicode.Scalar]

  /// How long a text from outside may be; the rest is cut and an ellipsis stands for it.
  public static let widthMax = 1_000

  /// Text from outside: sanitised, and cut at `limit` columns.
  public init(untrusted text: String, limit: Int = SafeText.widthMax) {
    self.init(sanitizing: text.unicodeScalars, limit: limit)
  }

  /// Bytes from outside; what is not UTF-8 becomes U+FFFD.
  public init(untrustedBytes bytes: some Sequence<UInt8>, limit: Int = SafeText.widthMax) {
    // Four bytes a scalar at most, and at least one column is left over to show that something was cut.
    let bounded = Array(bytes.lazy.prefix(4 * (max(0, limit) + 1)))
    self.init(untrusted: String(decoding: bounded, as: UTF8.self), limit: limit)
  }

  /// Text of the program itself.
  public init(_ literal: StaticString) {
    self.init(untrusted: literal.description)
  }

  /// Nothing.
  public init() { scalars = [] }

  /// One character `count` times; anything but a character of width 1 becomes a question mark.
  public init(repeating character: Character, count: Int) {
    let one = SafeText(untrusted: String(character)).scalars
    self.init(trusted: Array(repeating: one.count == 1 ? one[0] : "?", count: max(0, count)))
  }

  /// Scalars that are known to be one column wide.
  init(trusted scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private init(sanitizing source: String.UnicodeScalarView, limit: Int) {
    let limit = max(0, limit)
    var kept: [Unicode.Scalar] = []
    // Invisible scalars add no width, so the scalars looked at are bounded as well.
    for scalar in source.prefix(8 * (limit + 1)) where kept.count <= limit {
      switch SafeScalars.verdict(scalar) {
      case .keep: kept.append(scalar)
      case .show(let shown): kept.append(contentsOf: shown)
      case .drop: continue
      case .replace: kept.append("?")
      }
    }
    self.init(trusted: kept)
    if kept.count > limit { self = truncated(to: limit) }
  }

  /// Columns it takes.
  public var width: Int { scalars.count }

  /// Whether it takes no column.
  public var isEmpty: Bool { scalars.isEmpty }

  /// The text as a string, for logs and tests.
  public var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
