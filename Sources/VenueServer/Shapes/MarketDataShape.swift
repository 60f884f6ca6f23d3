internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// The messages of the market data streams. `T` comes first in each: some clients insist.
enum MarketDataShape {
  static func quote(_ shown: DisplayedQuote) -> WireValue {
    .object([
      .init("T", .string("q")), .init("S", .string(shown.quote.symbol.text)), .init("bx", .string("V")),
      .init("bp", number(shown.quote.bid)), .init("bs", .integer(shown.bidSize.count)),
      .init("ax", .string("V")), .init("ap", number(shown.quote.ask)),
      .init("as", .integer(shown.askSize.count)), .init("c", .array([.string("R")])),
      .init("z", .string("C")), .init("t", .time(shown.quote.at)),
    ])
  }

  static func trade(_ print: TradePrint) -> WireValue {
    .object([
      .init("T", .string("t")), .init("S", .string(print.symbol.text)), .init("i", .integer(print.number)),
      .init("x", .string("V")), .init("p", number(print.price)), .init("s", .integer(print.size.count)),
      .init("c", .array([.string("@")])), .init("z", .string("C")), .init("t", .time(print.at)),
    ])
  }

  static func bar(_ bar: MinuteBar) -> WireValue {
    .object([
      .init("T", .string("b")), .init("S", .string(bar.symbol.text)), .init("o", number(bar.open)),
      .init("h", number(bar.high)), .init("l", number(bar.low)), .init("c", number(bar.close)),
      .init("v", .integer(bar.volume.count)), .init("n", .integer(bar.count)),
      .init("vw", number(bar.average)), .init("t", .time(bar.start)),
    ])
  }

  /// Halted for a reason, or trading again: the words of the plan that runs Nasdaq's tape.
  static func status(_ symbol: String, reason: String?, at instant: Instant) -> WireValue {
    .object([
      .init("T", .string("s")), .init("S", .string(symbol)), .init("sc", .string(reason == nil ? "T" : "H")),
      .init("sm", .string(reason == nil ? "Trading Resumption" : "Trading Halt")),
      .init("rc", .string(reason == nil ? "" : "T1")), .init("rm", .string(reason ?? "")),
      .init("t", .time(instant)), .init("z", .string("C")),
    ])
  }

  /// Limit up, limit down. The protocol has no word for the end of them; zeros stand for it here.
  static func bands(_ symbol: String, _ bands: PriceBands?, at instant: Instant) -> WireValue {
    .object([
      .init("T", .string("l")), .init("S", .string(symbol)),
      .init("u", number(bands?.upper ?? Price(nanodollars: 0))),
      .init("d", number(bands?.lower ?? Price(nanodollars: 0))), .init("i", .string("B")),
      .init("t", .time(instant)),
      .init("z", .string("C")),
    ])
  }

  /// A day as the list of bars shows it: its time is New York's midnight.
  static func day(_ bar: DailyBar) -> WireValue {
    .object([
      .init("t", .time(NewYork.startOfDay(bar.date))), .init("o", number(bar.open)),
      .init("h", number(bar.high)), .init("l", number(bar.low)), .init("c", number(bar.close)),
      .init("v", .integer(bar.volume.count)), .init("n", .integer(bar.volume.count / 80)),
      .init("vw", number(bar.close)),
    ])
  }

  static func success(_ message: String) -> WireValue {
    .array([.object([.init("T", .string("success")), .init("msg", .string(message))])])
  }

  static func error(_ code: Int, _ message: String) -> WireValue {
    .array([
      .object([.init("T", .string("error")), .init("code", .integer(code)), .init("msg", .string(message))])
    ])
  }

  /// Two decimals at least, so that it is a number with a point in both codecs.
  private static func number(_ price: Price) -> WireValue { .number(price.description) }
}
