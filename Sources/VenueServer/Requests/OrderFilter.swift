internal import PaperExchange
internal import SlicingCore

/// Which orders a client wants listed, and in which order.
struct OrderFilter {
  private let status: String
  private let limit: Int
  private let after: Instant?
  private let until: Instant?
  private let isAscending: Bool
  private let symbols: Set<String>?
  private let side: Side?
  /// The cursor: only orders before, or after, this one.
  private let beforeID: String?
  private let afterID: String?
  private let isOtherClass: Bool

  init(_ request: VenueRequest) throws(VenueRefusal) {
    status = request["status"] ?? "open"
    guard ["open", "closed", "all"].contains(status) else { throw .invalid(field: "status") }
    guard let limit = Int(request["limit"] ?? "50"), (1...500).contains(limit) else {
      throw .invalid(field: "limit")
    }
    self.limit = limit
    after = try OrderFilter.time("after", in: request)
    until = try OrderFilter.time("until", in: request)
    isAscending = try OrderFilter.isAscending(request, default: "desc")
    symbols = request["symbols"].map { Set($0.split(separator: ",").map(String.init)) }
    side = request["side"].flatMap(Side.init(rawValue:))
    if let text = request["side"], side == nil, !text.isEmpty { throw .invalid(field: "side") }
    beforeID = request["before_order_id"]
    afterID = request["after_order_id"]
    isOtherClass = request["asset_class"].map { $0 != "us_equity" && $0 != "all" } ?? false
    if beforeID != nil, afterID != nil { throw .invalid(field: "after_order_id") }
    if beforeID ?? afterID != nil, after != nil || until != nil { throw .invalid(field: "before_order_id") }
  }

  static func time(_ name: String, in request: VenueRequest) throws(VenueRefusal) -> Instant? {
    guard let text = request[name], !text.isEmpty else { return nil }
    guard let instant = Instant(foreignRFC3339: text) ?? TradeDate(text).map(NewYork.startOfDay) else {
      throw .invalid(field: name)
    }
    return instant
  }

  static func isAscending(_ request: VenueRequest, default usual: String) throws(VenueRefusal) -> Bool {
    switch request["direction"] ?? usual {
    case "asc": true
    case "desc": false
    default: throw .invalid(field: "direction")
    }
  }

  func orders(in books: VenueBooks) throws(VenueRefusal) -> [VenueOrder] {
    if isOtherClass { return [] }
    let before = try sequence(beforeID, in: books)
    let afterwards = try sequence(afterID, in: books)
    let chosen = books.orders.filter { order in
      let isOfStatus = status == "all" || (status == "open") == order.isOpen
      return isOfStatus && (before.map { order.sequence < $0 } ?? true)
        && (afterwards.map { order.sequence > $0 } ?? true) && isMeant(order)
    }
    return Array((isAscending ? chosen : chosen.reversed()).prefix(limit))
  }

  private func isMeant(_ order: VenueOrder) -> Bool {
    (after.map { order.createdAt > $0 } ?? true) && (until.map { order.createdAt < $0 } ?? true)
      && (symbols.map { $0.contains(order.terms.symbol.text) } ?? true)
      && (side.map { order.terms.side == $0 } ?? true)
  }

  private func sequence(_ id: String?, in books: VenueBooks) throws(VenueRefusal) -> Int? {
    guard let id else { return nil }
    guard let order = books.order(id) else { throw .orderNotFound(id) }
    return order.sequence
  }
}

extension NewYork {
  /// Midnight at the start of a date.
  static func startOfDay(_ date: TradeDate) -> Instant {
    endOfDay(TradeDate(daysSinceEpoch: date.daysSinceEpoch - 1))
  }
}
