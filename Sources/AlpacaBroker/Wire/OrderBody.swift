internal import SlicingCore
internal import WireFormats

/// What a new order says: exact decimals as text, whole shares, and the id the intent on disk has.
enum OrderBody {
  static func json(_ submission: Submission) -> [UInt8] {
    var members: [WireValue.Member] = [
      .init("symbol", .string(submission.symbol.text)),
      .init("qty", .string(WireDecimal.text(submission.quantity))),
      .init("side", .string(submission.side.rawValue)), .init("type", .string(submission.type.name)),
      .init("time_in_force", .string(submission.timeInForce.rawValue)),
      .init("client_order_id", .string(submission.id.text)),
    ]
    if let limit = submission.type.limitPrice {
      members.append(.init("limit_price", .string(WireDecimal.text(limit))))
    }
    if let stop = submission.type.stopPrice {
      members.append(.init("stop_price", .string(WireDecimal.text(stop))))
    }
    return Array(WireValue.object(members).json.utf8)
  }
}
