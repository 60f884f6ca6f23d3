public import SlicingCore

extension Plan {
  /// A plan in JSON, the same on the command line and in every API: prices are strings, quantities integers,
  /// times RFC 3339 in UTC.
  public var json: JSON {
    .object([
      .init("parent_order_id", .string(parentID.text)),
      .init("symbol", .string(request.symbol.text)),
      .init("side", .string(request.side.rawValue)),
      .init("total_qty", .number(request.quantity.count)),
      .init("total_slices", .number(slices.count)),
      .init("duration_seconds", .number((end - start).wholeSeconds)),
      .init("interval_seconds", .number(request.interval.wholeSeconds)),
      .init("order_type", .string(request.type.name)),
      .init("limit_price", .text(request.type.limitPrice)),
      .init("stop_price", .text(request.type.stopPrice)),
      .init("time_in_force", .string(request.timeInForce.rawValue)),
      .init("trade_date", .string(tradeDate.description)),
      .init("slices", .array(slices.map(\.json))),
    ])
  }
}

extension PlannedSlice {
  /// A slice of a plan; it is pending, for nothing of it was sent.
  fileprivate var json: JSON {
    .object([
      .init("slice_num", .number(number)),
      .init("qty", .number(quantity.count)),
      .init("scheduled_time", .string(due.description)),
      .init("client_order_id", .string(id.text)),
      .init("status", .string(SliceStatus.pending.rawValue)),
    ])
  }
}
