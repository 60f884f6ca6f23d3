internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// The account as the protocol shows it: a margin account of the paper environment.
enum AccountShape {
  static func value(_ figures: AccountFigures, id: String, since: Instant, today: TradeDate) -> WireValue {
    .object(
      [
        .init("id", .string(id)), .init("account_number", .string("PA" + number(id))),
        .init("status", .string("ACTIVE")), .init("crypto_status", .string("ACTIVE")),
        .init("currency", .string("USD")),
      ] + money(figures) + switches
        + [
          .init("created_at", .time(since)),
          .init("balance_asof", .string(TradeDate(daysSinceEpoch: today.daysSinceEpoch - 1).description)),
          .init("options_approved_level", .integer(0)), .init("options_trading_level", .integer(0)),
          .init("admin_configurations", .object([])), .init("user_configurations", .null),
        ])
  }

  private static func money(_ figures: AccountFigures) -> [WireValue.Member] {
    let buyingPower = WireDecimal.cents(figures.buyingPower)
    let equity = WireDecimal.cents(figures.equity)
    let rows: [(String, String)] = [
      ("cash", WireDecimal.cents(figures.cash)), ("equity", equity), ("portfolio_value", equity),
      ("last_equity", WireDecimal.cents(figures.startingCash)), ("buying_power", buyingPower),
      ("effective_buying_power", buyingPower),
      ("regt_buying_power", WireDecimal.cents(figures.overnightBuyingPower)),
      ("non_marginable_buying_power", WireDecimal.cents(figures.cash)), ("options_buying_power", "0"),
      ("long_market_value", WireDecimal.cents(figures.long)),
      ("short_market_value", WireDecimal.cents(figures.short)),
      ("position_market_value", WireDecimal.cents(figures.gross)),
      ("initial_margin", WireDecimal.cents(figures.gross.times(50, per: 100))),
      ("maintenance_margin", WireDecimal.cents(figures.gross.times(30, per: 100))),
      ("last_maintenance_margin", "0"), ("multiplier", "4"), ("sma", "0"), ("accrued_fees", "0"),
      ("pending_reg_taf_fees", "0"), ("intraday_adjustments", "0"),
    ]
    return rows.map { .init($0.0, .string($0.1)) }
  }

  private static var switches: [WireValue.Member] {
    [
      .init("shorting_enabled", .bool(true)), .init("trading_blocked", .bool(false)),
      .init("transfers_blocked", .bool(false)), .init("account_blocked", .bool(false)),
      .init("trade_suspended_by_user", .bool(false)),
    ]
  }

  /// Ten digits that belong to the id.
  private static func number(_ id: String) -> String {
    let value = id.utf8.reduce(UInt64(0)) { ($0 &* 31 &+ UInt64($1)) % 10_000_000_000 }
    return String(String(value + 10_000_000_000).dropFirst())
  }
}

extension Notional {
  /// A part of it, rounded towards zero.
  func times(_ part: Int, per whole: Int) -> Notional {
    Notional(nanodollars: nanodollars * Int128(part) / Int128(whole))
  }
}
