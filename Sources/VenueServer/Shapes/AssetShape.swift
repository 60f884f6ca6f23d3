internal import WireFormats

/// An asset as the protocol shows it. None is fractionable: the exchange counts whole shares.
enum AssetShape {
  static func value(_ asset: AssetList.Asset, isShortable: Bool) -> WireValue {
    .object([
      .init("id", .string(AssetList.id(of: asset.symbol))), .init("class", .string("us_equity")),
      .init("exchange", .string(asset.exchange)), .init("symbol", .string(asset.symbol)),
      .init("name", .string(asset.name)), .init("status", .string("active")), .init("tradable", .bool(true)),
      .init("marginable", .bool(true)), .init("shortable", .bool(isShortable)),
      .init("easy_to_borrow", .bool(isShortable)),
      .init("borrow_status", .string(isShortable ? "easy_to_borrow" : "not_available")),
      .init("fractionable", .bool(false)),
      .init("maintenance_margin_requirement", .integer(30)),
      .init("margin_requirement_long", .string("30")), .init("margin_requirement_short", .string("30")),
      .init("attributes", .array([])),
    ])
  }
}
