internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// Which days a client wants bars of. Only whole days are kept here.
struct BarsFilter {
  private let start: Instant
  private let end: Instant?
  private let limit: Int
  private let isAscending: Bool
  /// The last day of the page before.
  private let token: TradeDate?

  init(_ request: VenueRequest, now: Instant) throws(VenueRefusal) {
    guard ["1Day", "1D"].contains(request["timeframe"] ?? "") else { throw .invalid(field: "timeframe") }
    start = try OrderFilter.time("start", in: request) ?? NewYork.startOfDay(NewYork.date(of: now))
    end = try OrderFilter.time("end", in: request)
    guard let limit = Int(request["limit"] ?? "1000"), (1...10_000).contains(limit) else {
      throw .invalid(field: "limit")
    }
    self.limit = limit
    guard ["iex", "sip"].contains(request["feed"] ?? "sip") else { throw .invalid(field: "feed") }
    switch request["sort"] ?? "asc" {
    case "asc": isAscending = true
    case "desc": isAscending = false
    default: throw .invalid(field: "sort")
    }
    token = try request["page_token"].flatMap { $0.isEmpty ? nil : $0 }.map { text throws(VenueRefusal) in
      guard let date = TradeDate(text) else { throw .invalid(field: "page_token") }
      return date
    }
  }

  /// A page of a symbol's days, and the token of the next page.
  func bars(of symbol: Symbol, in exchange: PaperExchange, at now: Instant) -> (
    bars: [DailyBar], next: String?
  ) {
    let last = min(end ?? now, now)
    guard start <= last else { return ([], nil) }
    var sessions = TradingCalendar.sessions(from: firstDay, through: NewYork.date(of: last))
      .filter { session in token.map { isAscending ? session.date > $0 : session.date < $0 } ?? true }
    if !isAscending { sessions.reverse() }
    let page = sessions.prefix(limit)
    let next = sessions.count > limit ? page.last?.date.description : nil
    return (page.compactMap { exchange.dailyBar(symbol, $0, at: now) }, next)
  }

  /// A day belongs to the range where its midnight does. Ten years back is far enough.
  private var firstDay: TradeDate {
    let date = NewYork.date(of: start)
    let first = NewYork.startOfDay(date) < start ? date.next : date
    return max(first, TradeDate(year: 2015, month: 12, day: 1))
  }
}
