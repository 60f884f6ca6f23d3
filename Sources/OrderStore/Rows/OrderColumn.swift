/// The columns of `orders`, in the order every SELECT of this target asks for them: rows are read by index,
/// which for ten thousand slices is several times as fast as by name.
enum OrderColumn: String, CaseIterable {
  case id = "client_order_id"
  case parentID = "parent_order_id"
  case number = "slice_num"
  case totalSlices = "total_slices"
  case scheduledTime = "scheduled_time"
  case strategy = "strategy_id"
  case symbol
  case side
  case quantity = "qty"
  case type = "order_type"
  case limitPrice = "limit_price"
  case stopPrice = "stop_price"
  case timeInForce = "time_in_force"
  case status
  case brokerOrderID = "broker_order_id"
  case errorMessage = "error_message"
  case filled = "filled_qty"
  case cost = "filled_cost"
  case averagePrice = "avg_fill_price"
  case submittedAt = "submitted_at"
  case createdAt = "created_at"
  case updatedAt = "updated_at"
  case ordinal
  case tradeDate = "trade_date"
  case duration = "duration_us"
  case untilClock = "until_clock"
  case interval = "interval_us"
  case startClock = "start_clock"
  case endsAt = "ends_at"
  case createdBy = "created_by"
  case arrivalPrice = "arrival_price"
  case leftover
  case holdCause = "hold_cause"
  case holdBy = "hold_by"
  case holdAt = "hold_at"
  case holdReason = "hold_reason"
  case canceledReason = "canceled_reason"
  case attempts
  case firstIntentAt = "first_intent_at"
  case lastSentAt = "last_sent_at"
  case cancelRequested = "cancel_requested"
  case rest
  case restReason = "rest_reason"
  case limits

  /// `client_order_id, parent_order_id, …`.
  static let list = allCases.map(\.rawValue).joined(separator: ", ")
  /// Where each stands in `list`.
  static let index = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
