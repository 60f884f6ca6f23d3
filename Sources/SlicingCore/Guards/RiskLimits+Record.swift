extension RiskLimits {
  /// Every limit in one line, by the name it has in the settings file: `order_notional 1000000/20000000,
  /// …`, warn before block, `off` where a level is. What is stored with each order.
  public var record: String {
    let levels = [
      pair("order_notional", orderNotional, \.decimalText), pair("order_shares", orderShares, \.plain),
      pair("slice_notional", sliceNotional, \.decimalText),
      pair("symbol_day_notional", symbolDay, \.decimalText), pair("all_day_notional", allDay, \.decimalText),
      pair("price_collar_bp", priceCollarBasisPoints, \.description),
      pair("arrival_collar_bp", arrivalCollarBasisPoints, \.description),
      pair("volume_share_bp", volumeShareBasisPoints, \.description),
      pair("orders_per_minute", ordersPerMinute, \.description),
      pair("repeated_executions", repeatedExecutions, \.description),
      pair("open_parents", openParents, \.description), pair("quote_age", quoteAge, \.description),
    ]
    let single = [
      "blocks_in_a_row \(limitBlocksInARow)", "failures_in_a_row \(failuresInARow)",
      "daily_loss \(dailyLoss?.decimalText ?? "off")", "max_drawdown \(maxDrawdown?.decimalText ?? "off")",
      "data_stale \(dataStale?.description ?? "off")", "quiet_period \(quietPeriod)",
    ]
    return (levels + single).joined(separator: ", ")
  }

  private func pair<Value>(_ name: String, _ limit: Limit<Value>, _ text: (Value) -> String) -> String {
    "\(name) \(limit.warn.map(text) ?? "off")/\(limit.block.map(text) ?? "off")"
  }
}

extension Shares {
  fileprivate var plain: String { String(count) }
}
