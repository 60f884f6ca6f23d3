public import SlicingCore

/// Why a request from outside is no command. Nothing changed.
public enum ControlError: Error, Hashable, Sendable, CustomStringConvertible {
  case tooLong(limit: Int)
  /// Not JSON, or not an object of the known members.
  case malformed(String)
  /// A member that no request has; it may be a misspelling of one that narrows what is asked.
  case unknownMember(String)
  case missing(String)
  case badValue(String, expected: String)
  case badReference(String)
  case noSuchOrder(String)
  case ambiguous(String, count: Int)
  /// A slice where a parent is needed.
  case isSlice(ClientOrderID)
  /// A parent where a slice is needed.
  case isParent(String)

  /// One line.
  public var words: String {
    switch self {
    case .tooLong(let limit): "the request is longer than \(limit) bytes"
    case .malformed(let problem): "not a request: \(problem)"
    case .unknownMember(let member): "not a request: there is no '\(member)'"
    case .missing(let member): "'\(member)' is missing"
    case .badValue(let member, let expected): "'\(member)' should be \(expected)"
    case .badReference:
      "that names no order: say its number, like 3, a slice, like 3.13, or at least "
        + "\(OrderReference.shortestPrefix) digits of its id"
    case .noSuchOrder(let text): "there is no order \(text): look it up with tranche orders"
    case .ambiguous(let text, let count): "\(text) names \(count) orders: give more digits of the id"
    case .isSlice(let id): "\(id) is a slice: name its order"
    case .isParent(let text):
      "\(text) is a whole order: name the slice whose outcome is unknown, like \(text).13; "
        + "tranche slices \(text) lists them"
    }
  }

  /// The same words.
  public var description: String { words }
}
