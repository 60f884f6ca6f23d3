import SlicingCore

@testable import PaperExchange

/// A Monday morning in New York: 10:00 ET.
let monday = Instant(microseconds: 1_772_463_600_000_000)

func symbol(_ text: String) -> Symbol {
  guard let symbol = Symbol(text) else { preconditionFailure("\(text) is not a symbol") }
  return symbol
}

func price(_ text: String) -> Price {
  guard let price = Price(decimal: text) else { preconditionFailure("\(text) is not a price") }
  return price
}

func order(
  _ client: String = "c1", _ ticker: String = "AAPL", _ side: Side = .buy, _ quantity: Int = 100,
  _ type: OrderType = .market, _ timeInForce: TimeInForce = .day
) -> NewOrder {
  NewOrder(
    clientOrderID: client, symbol: symbol(ticker), side: side, quantity: Shares(quantity), type: type,
    timeInForce: timeInForce)
}

extension PaperExchange {
  /// An exchange that knows what time it is.
  static func opened(
    seed: UInt64 = 42, _ deduplication: ExchangeConfiguration.Deduplication = .forever
  ) -> PaperExchange {
    var exchange = PaperExchange(
      seed: seed, configuration: ExchangeConfiguration(deduplication: deduplication))
    _ = exchange.advance(to: monday)
    return exchange
  }

  /// The first order under a client id, as it stands.
  func standing(_ client: String = "c1") -> VenueOrder? { books.orders(clientOrderID: client).first }
}

extension ExchangeEvent {
  /// The event as the ledger would have it: a form in which runs can be compared.
  var text: String { LedgerRecord.event(self).text }
}

/// Orders and cancels at random instants over several hours: the same ones for the same seed.
struct RandomFlow {
  enum Act {
    case submit(NewOrder)
    case cancel(client: String)
  }

  let acts: [(at: Instant, act: Act)]
  let end: Instant

  init(
    seed: UInt64, count: Int, over length: TimeSpan = .seconds(4 * 3600),
    of tickers: [String] = RandomFlow.tickers
  ) {
    var random = SplitMix64(seed: seed)
    var acts: [(at: Instant, act: Act)] = []
    for number in 0..<count {
      let at = monday + TimeSpan(microseconds: Int64.random(in: 0..<length.microseconds, using: &random))
      if number % 5 == 4 {
        acts.append((at, .cancel(client: "c\(Int.random(in: 0..<count, using: &random))")))
      } else {
        acts.append((at, .submit(RandomFlow.randomOrder(number, tickers, &random))))
      }
    }
    self.acts = acts.sorted { $0.at < $1.at }
    end = monday + length
  }

  func play(on exchange: inout PaperExchange, _ act: Act, at instant: Instant) {
    switch act {
    case .submit(let terms): _ = try? exchange.submit(terms, at: instant)
    case .cancel(let client):
      if let order = exchange.standing(client) { try? exchange.cancel(order.id, at: instant) }
    }
  }

  /// Everything that happens when the acts are played one after the other.
  func run(on exchange: inout PaperExchange) -> [ExchangeEvent] {
    var events: [ExchangeEvent] = []
    for (at, act) in acts {
      play(on: &exchange, act, at: at)
      events += exchange.advance(to: at)
    }
    return events + exchange.advance(to: end)
  }

  static let tickers = [
    "AAPL", "SIRI", "TSLA", "ZZTOP", "MSFT", "KO", "GME", "Q", "ABC", "F", "XYZ", "SPY",
  ]

  private static func randomOrder(
    _ number: Int, _ tickers: [String], _ random: inout SplitMix64
  ) -> NewOrder {
    let ticker = tickers.randomElement(using: &random) ?? "AAPL"
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    let anchor = Listing(symbol(ticker)).anchor.nanodollars
    func near() -> Price {
      let away = anchor / 10_000 * Int64.random(in: -150...150, using: &random)
      return Price(nanodollars: PriceGrid.roundedDown(anchor + away))
    }
    let (a, b) = (near(), near())
    let type: OrderType =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .market
      case 1: .limit(a)
      case 2: .stop(a)
      default:
        .stopLimit(stop: side == .buy ? min(a, b) : max(a, b), limit: side == .buy ? max(a, b) : min(a, b))
      }
    return order(
      "c\(number)", ticker, side, Int.random(in: 1...6000, using: &random), type,
      TimeInForce.allCases.randomElement(using: &random) ?? .day)
  }
}
