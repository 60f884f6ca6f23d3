internal import PaperExchange
internal import SlicingCore

/// A trade of others on the tape. There is one a second in each symbol, made from the quote and the second,
/// so that it is the same whoever asks and whenever.
struct TradePrint {
  let symbol: Symbol
  let number: Int
  let at: Instant
  let price: Price
  let size: Shares

  init(_ symbol: Symbol, second: Int64, in exchange: PaperExchange) {
    at = Instant(microseconds: second * 1_000_000)
    let shown = exchange.quote(symbol, at: at)
    self.symbol = symbol
    number = Int(second)
    price = second % 2 == 0 ? shown.quote.ask : shown.quote.bid
    size = min(100, second % 2 == 0 ? shown.askSize : shown.bidSize)
  }
}

/// A minute of those trades.
struct MinuteBar {
  let symbol: Symbol
  let start: Instant
  let open: Price
  let high: Price
  let low: Price
  let close: Price
  let volume: Shares
  let count: Int
  /// By volume.
  let average: Price

  init(_ symbol: Symbol, minute: Int64, in exchange: PaperExchange) {
    let first = TradePrint(symbol, second: minute * 60, in: exchange)
    let prints = [first] + (1..<60).map { TradePrint(symbol, second: minute * 60 + $0, in: exchange) }
    self.symbol = symbol
    start = first.at
    open = first.price
    high = prints.reduce(first.price) { max($0, $1.price) }
    low = prints.reduce(first.price) { min($0, $1.price) }
    close = prints.last?.price ?? first.price
    volume = prints.map(\.size).sum()
    count = prints.count
    average = prints.reduce(.zero) { $0 + $1.price * $1.size }.average(over: volume) ?? first.price
  }
}
