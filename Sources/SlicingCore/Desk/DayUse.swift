/// What all parents have filled and still intend, by symbol and day. Kept in step with every change: the gate
/// asks for it with every attempt of every slice, and adding all parents up each time would cost more the
/// more of them there are.
struct DayUse: Sendable {
  /// What one parent adds to the sums of its symbol.
  private struct Part: Sendable {
    let symbol: Int
    let date: TradeDate
    let side: Side
    /// The order's own limit or stop: what it is valued at, whatever the market does.
    let ownPrice: Price?
    let arrival: Price?
    var isOver = false
    var cost: Notional = .zero
    var open: Shares = .zero
  }

  /// Exact integers, so that what was added and taken away again leaves nothing.
  private struct Sum: Sendable {
    var cost: Notional = .zero
    /// Open shares of orders with a price of their own, at that price.
    var priced: Notional = .zero
    /// Open shares of market orders, valued at the newest quote …
    var buying: Shares = .zero
    var selling: Shares = .zero
    /// … and what they come to at arrival, for as long as there is none.
    var atArrival: Notional = .zero

    mutating func add(_ part: Part, sign: Int) {
      cost += Notional(nanodollars: part.cost.nanodollars * Int128(sign))
      let open = Shares(part.open.count * sign)
      if let price = part.ownPrice {
        priced += price * open
        return
      }
      if part.side == .buy { buying += open } else { selling += open }
      if let arrival = part.arrival { atArrival += arrival * open }
    }

    func value(_ quote: Quote?) -> Notional {
      guard let quote else { return cost + priced + atArrival }
      return cost + priced + quote.touch(.buy) * buying + quote.touch(.sell) * selling
    }
  }

  /// Symbols in the order in which they were first entered.
  private(set) var symbols: [Symbol] = []
  private var numbers: [Symbol: Int] = [:]
  /// By symbol: parents that are not over, whenever they were entered.
  private var live: [Sum] = []
  /// By symbol: parents of a day that are over. They count towards that day and no other.
  private var over: [TradeDate: [Sum]] = [:]
  /// By book.
  private var parts: [Part] = []

  /// The next book.
  mutating func add(_ book: ParentBook) {
    let request = book.parent.request
    parts.append(
      Part(
        symbol: number(of: request.symbol), date: book.parent.tradeDate, side: request.side,
        ownPrice: request.type.limitPrice ?? request.type.stopPrice, arrival: book.parent.arrivalPrice))
    update(parts.count - 1, book)
  }

  private mutating func number(of symbol: Symbol) -> Int {
    if let number = numbers[symbol] { return number }
    numbers[symbol] = symbols.count
    symbols.append(symbol)
    live.append(Sum())
    return symbols.count - 1
  }

  /// A book changed.
  mutating func update(_ number: Int, _ book: ParentBook) {
    let isOver = book.parent.status.isFinal
    let open = book.shares.live + book.shares.owed
    let old = parts[number]
    guard old.isOver != isOver || old.open != open || old.cost != book.cost else { return }
    add(old, sign: -1)
    parts[number].isOver = isOver
    parts[number].open = open
    parts[number].cost = book.cost
    add(parts[number], sign: 1)
  }

  private mutating func add(_ part: Part, sign: Int) {
    guard part.isOver else { return live[part.symbol].add(part, sign: sign) }
    // A symbol of a later parent may be missing from an earlier day's sums.
    while over[part.date, default: []].count <= part.symbol { over[part.date, default: []].append(Sum()) }
    over[part.date, default: []][part.symbol].add(part, sign: sign)
  }

  /// Filled and still intended on a day in one symbol.
  func notional(_ symbol: Symbol, on date: TradeDate, _ quotes: [Symbol: Quote]) -> Notional {
    guard let number = numbers[symbol] else { return .zero }
    let quote = quotes[symbol]
    let past = over[date] ?? []
    return live[number].value(quote) + (number < past.count ? past[number].value(quote) : .zero)
  }

  /// In all symbols.
  func notional(on date: TradeDate, _ quotes: [Symbol: Quote]) -> Notional {
    symbols.reduce(.zero) { $0 + notional($1, on: date, quotes) }
  }
}
