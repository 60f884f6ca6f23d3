internal import PaperExchange
internal import SlicingCore
internal import WireFormats

/// A position as the protocol shows it: every number a string.
enum PositionShape {
  /// - Parameters:
  ///   - available: shares no open order holds.
  ///   - price: what one share is worth now.
  ///   - before: what it was worth when the day began.
  static func value(_ position: Position, available: Int, price: Price, before: Price) -> WireValue {
    let value = price * Shares(position.quantity)
    let gain = value - position.cost
    let cost = Notional(nanodollars: Int128(position.cost.nanodollars.magnitude))
    let change = price * 1 - before * 1
    let symbol = position.symbol.text
    let numbers: [(String, String)] = [
      ("qty", String(position.quantity)), ("qty_available", String(available)),
      ("avg_entry_price", position.averagePrice.map { WireDecimal.text($0) } ?? "0"),
      ("market_value", WireDecimal.text(value)), ("cost_basis", WireDecimal.text(position.cost)),
      ("unrealized_pl", WireDecimal.text(gain)), ("unrealized_plpc", WireDecimal.ratio(gain, of: cost)),
      ("unrealized_intraday_pl", WireDecimal.text(gain)),
      ("unrealized_intraday_plpc", WireDecimal.ratio(gain, of: cost)),
      ("current_price", WireDecimal.text(price)), ("lastday_price", WireDecimal.text(before)),
      ("change_today", WireDecimal.ratio(change, of: before * 1)),
    ]
    return .object(
      [
        .init("asset_id", .string(AssetList.id(of: symbol))), .init("symbol", .string(symbol)),
        .init("exchange", .string(AssetList.asset(symbol)?.exchange ?? "")),
        .init("asset_class", .string("us_equity")), .init("asset_marginable", .bool(true)),
        .init("side", .string(position.quantity < 0 ? "short" : "long")),
      ] + numbers.map { .init($0.0, .string($0.1)) })
  }
}
