public import SlicingCore

/// How a person names an order: `3`, the third order of the desk; `3.13`, its thirteenth slice, counted from
/// 1 as on the screen; or the beginning of an id.
public enum OrderReference: Hashable, Sendable {
  case parent(ordinal: Int)
  case slice(ordinal: Int, number: Int)
  case id(prefix: String)

  /// Fewer digits of an id than this are taken for an order's number.
  public static let shortestPrefix = 6

  /// Reads a reference; nil for what is none.
  public init?(_ text: some StringProtocol) {
    guard (1...24).contains(text.utf8.count) else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.map { OrderReference.number($0) }
    if parts.count == 2, let ordinal = numbers[0], let slice = numbers[1], slice > 0 {
      self = .slice(ordinal: ordinal, number: slice - 1)
    } else if parts.count == 1, text.utf8.count < OrderReference.shortestPrefix, let ordinal = numbers[0] {
      self = .parent(ordinal: ordinal)
    } else if text.utf8.count >= OrderReference.shortestPrefix, text.utf8.allSatisfy(OrderReference.isHex) {
      self = .id(prefix: String(text))
    } else {
      return nil
    }
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}

/// What a reference names.
public enum ReferencedOrder: Hashable, Sendable {
  case parent(ClientOrderID)
  case slice(ClientOrderID, parent: ClientOrderID)

  /// The order's own id.
  public var id: ClientOrderID {
    switch self {
    case .parent(let id), .slice(let id, _): id
    }
  }
}

extension Desk {
  /// The one order that `text` names among those the desk has loaded.
  public func order(named text: String) throws(ControlError) -> ReferencedOrder {
    guard let reference = OrderReference(text) else { throw .badReference(text) }
    let found = orders(reference)
    guard let first = found.first else { throw .noSuchOrder(text) }
    guard found.count == 1 else { throw .ambiguous(text, count: found.count) }
    return first
  }

  private func orders(_ reference: OrderReference) -> [ReferencedOrder] {
    switch reference {
    case .parent(let ordinal):
      return books.filter { $0.parent.ordinal == ordinal }.map { .parent($0.parent.id) }
    case .slice(let ordinal, let number):
      return books.filter { $0.parent.ordinal == ordinal && $0.slices.indices.contains(number) }
        .map { .slice($0.slices[number].id, parent: $0.parent.id) }
    case .id(let prefix):
      return books.flatMap { book -> [ReferencedOrder] in
        let parents = book.parent.id.text.hasPrefix(prefix) ? [ReferencedOrder.parent(book.parent.id)] : []
        return parents
          + book.slices.filter { $0.id.text.hasPrefix(prefix) }.map { .slice($0.id, parent: book.parent.id) }
      }
    }
  }
}
