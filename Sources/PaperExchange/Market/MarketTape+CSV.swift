internal import SlicingCore

/// What is wrong with a recording. `description` is what a person is told.
public enum TapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It cannot be read.
  case unreadable(String)
  /// The first line names other columns than the two forms have.
  case columns(found: String)
  /// A line that is not of that form. Lines count from 1.
  case line(Int, found: String)
  /// No line but the first.
  case empty

  /// In words.
  public var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .columns(let found):
      "line 1: expected \(MarketTape.quoteColumns) or \(MarketTape.barColumns), found \(found.prefix(80))"
    case .line(let number, let found): "line \(number): not of the form of line 1: \(found.prefix(80))"
    case .empty: "there is nothing in it but the names of the columns"
    }
  }
}

extension MarketTape {
  static let quoteColumns = "symbol,timestamp,bid,ask,bid_size,ask_size"
  static let barColumns = "symbol,timestamp,open,high,low,close,volume"

  /// Reads a file of quotes, or of one-minute bars whose times are the starts of their minutes.
  ///
  /// A bar says nothing of its minute but four prices. They are quoted for a quarter of the minute each: the
  /// open first, the close last, and between them first the extreme the bar closed away from.
  public init(contentsOf path: String) throws(TapeError) {
    let bytes: [UInt8]
    do throws(LedgerError) {
      bytes = try LedgerFile.contents(path)
    } catch {
      throw .unreadable(error.description)
    }
    try self.init(csv: String(decoding: bytes, as: UTF8.self))
  }

  init(csv: String) throws(TapeError) {
    var lines: [Line] = []
    var isBars = false
    for (index, text) in csv.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let text = text.last == "\r" ? text.dropLast() : text
      if index == 0 {
        guard text == MarketTape.quoteColumns || text == MarketTape.barColumns else {
          throw .columns(found: String(text))
        }
        isBars = text == MarketTape.barColumns
      } else if !text.isEmpty {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let read = isBars ? MarketTape.bar(fields) : MarketTape.quote(fields).map({ [$0] }) else {
          throw .line(index + 1, found: String(text))
        }
        lines += read
      }
    }
    guard let tape = MarketTape(lines) else { throw .empty }
    self = tape
  }

  private static func quote(_ fields: [String]) -> Line? {
    guard fields.count == 6, let symbol = Symbol(fields[0]), let at = Instant(foreignRFC3339: fields[1]),
      let bid = price(fields[2]), let ask = price(fields[3]), bid <= ask,
      let bidSize = Int(fields[4]), let askSize = Int(fields[5]), bidSize >= 1, askSize >= 1
    else { return nil }
    return Line(
      symbol: symbol, at: at, bid: bid, ask: ask, bidSize: Shares(bidSize), askSize: Shares(askSize))
  }

  private static func bar(_ fields: [String]) -> [Line]? {
    guard fields.count == 7, let symbol = Symbol(fields[0]), let at = Instant(foreignRFC3339: fields[1]),
      let open = price(fields[2]), let high = price(fields[3]), let low = price(fields[4]),
      let close = price(fields[5]), low <= min(open, close), max(open, close) <= high, Int(fields[6]) != nil
    else { return nil }
    let path = close >= open ? [open, low, high, close] : [open, high, low, close]
    return path.enumerated().map { index, price in
      around(price, symbol: symbol, at: at + .seconds(15 * index))
    }
  }

  /// A bar has no book. This one is a step wide, with two round lots on each side.
  private static func around(_ price: Price, symbol: Symbol, at instant: Instant) -> Line {
    let bid = PriceGrid.roundedDown(price.nanodollars)
    let ask = bid + PriceGrid.step(at: bid)
    return Line(
      symbol: symbol, at: instant, bid: Price(nanodollars: bid), ask: Price(nanodollars: ask), bidSize: 200,
      askSize: 200)
  }

  private static func price(_ text: String) -> Price? {
    Price(decimal: text).flatMap { $0.nanodollars >= PriceGrid.step(at: 0) ? $0 : nil }
  }
}
