internal import PaperExchange
internal import SlicingCore
internal import WireFormats

// Market data of the past: bars of whole days.
extension Venue {
  /// `GET /v2/stocks/{symbol}/bars`. A symbol nobody knows has none, as with the real service.
  func bars(_ request: VenueRequest, of name: String) throws(VenueRefusal) -> VenueAnswer {
    let filter = try BarsFilter(request, now: clock.now())
    let page = bars(of: name, filter)
    return .json(
      .object([
        .init("bars", .array(page.bars.map(MarketDataShape.day))), .init("symbol", .string(name)),
        .init("next_page_token", .optional(page.next)),
      ]))
  }

  /// `GET /v2/stocks/bars?symbols=A,B`: the symbols one after another, a page of one at a time.
  func bars(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let names = (request["symbols"] ?? "").split(separator: ",").map(String.init)
    guard !names.isEmpty, names.count <= 100 else { throw .invalid(field: "symbols") }
    let (name, token) = try Venue.cursor(request["page_token"], names)
    var inner = request
    inner.query.removeAll { $0.name == "page_token" }
    if let token { inner.query.append(("page_token", token)) }
    let page = bars(of: name, try BarsFilter(inner, now: clock.now()))
    let following = names.drop { $0 != name }.dropFirst().first
    let next = page.next.map { "\(name)|\($0)" } ?? following.map { "\($0)|" }
    let rows = page.bars.isEmpty ? [] : [WireValue.Member(name, .array(page.bars.map(MarketDataShape.day)))]
    return .json(.object([.init("bars", .object(rows)), .init("next_page_token", .optional(next))]))
  }

  /// Which symbol a page is of, and where in it the page begins.
  private static func cursor(
    _ token: String?, _ names: [String]
  ) throws(VenueRefusal) -> (name: String, token: String?) {
    guard let token, !token.isEmpty else { return (names[0], nil) }
    let parts = token.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, names.contains(parts[0]) else { throw .invalid(field: "page_token") }
    return (parts[0], parts[1])
  }

  private func bars(of name: String, _ filter: BarsFilter) -> (bars: [DailyBar], next: String?) {
    guard AssetList.asset(name) != nil, let symbol = Symbol(name) else { return ([], nil) }
    return filter.bars(of: symbol, in: paper.exchange, at: clock.now())
  }
}
