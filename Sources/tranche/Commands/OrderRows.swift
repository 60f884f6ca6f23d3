internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// Parents, slices and events as rows of text and as JSON; the members are named as the database's columns.
enum OrderRows {
  static func table(_ parents: [StoredParent]) -> String {
    let rows = parents.map { stored in
      let parent = stored.parent
      return [
        "\(parent.ordinal)", parent.id.text, parent.tradeDate.description, OrderLine.text(of: parent.request),
        stored.filled.description, stored.averagePrice?.description ?? "-", parent.status.words,
        parent.hold.map { "\($0.cause.words): \($0.reason)" } ?? parent.endReason ?? "",
      ]
    }
    return TextTable(
      ["#", "id", "date", "order", "filled", "average", "status", "reason"], rows, rightAligned: [0, 4, 5]
    ).text
  }

  static func json(_ stored: StoredParent) -> JSON {
    let parent = stored.parent
    return .object([
      .init("ordinal", .number(parent.ordinal)), .init("client_order_id", .string(parent.id.text)),
      .init("symbol", .string(parent.request.symbol.text)),
      .init("side", .string(parent.request.side.rawValue)),
      .init("qty", .number(parent.request.quantity.count)),
      .init("order_type", .string(parent.request.type.name)),
      .init("limit_price", .text(parent.request.type.limitPrice)),
      .init("stop_price", .text(parent.request.type.stopPrice)),
      .init("time_in_force", .string(parent.request.timeInForce.rawValue)),
      .init("trade_date", .string(parent.tradeDate.description)),
      .init("status", .string(parent.status.rawValue)), .init("hold", .text(parent.hold?.cause.rawValue)),
      .init("reason", .text(parent.hold?.reason ?? parent.endReason)),
      .init("total_slices", .number(parent.totalSlices)), .init("filled_qty", .number(stored.filled.count)),
      .init("avg_fill_price", .text(stored.averagePrice)), .init("created_at", .text(parent.createdAt)),
      .init("updated_at", .text(parent.updatedAt)),
    ])
  }

  static func table(_ slices: [Slice]) -> String {
    let rows = slices.map { slice in
      [
        "\(slice.number + 1)", slice.id.text, NewYork.clock(slice.due), slice.quantity.description,
        slice.filled.description, slice.averagePrice?.description ?? "-",
        slice.lateness.map { "\(Lateness.milliseconds($0.microseconds))" } ?? "-", slice.status.words,
        slice.reason ?? "",
      ]
    }
    return TextTable(
      ["#", "id", "due ET", "shares", "filled", "average", "late ms", "status", "reason"], rows,
      rightAligned: [0, 3, 4, 5, 6]
    ).text
  }

  static func json(_ slice: Slice) -> JSON {
    .object([
      .init("client_order_id", .string(slice.id.text)),
      .init("parent_order_id", .string(slice.parentID.text)),
      .init("slice_num", .number(slice.number)), .init("scheduled_time", .text(slice.due)),
      .init("qty", .number(slice.quantity.count)), .init("filled_qty", .number(slice.filled.count)),
      .init("avg_fill_price", .text(slice.averagePrice)), .init("status", .string(slice.status.rawValue)),
      .init("broker_order_id", .text(slice.brokerOrderID)), .init("submitted_at", .text(slice.submittedAt)),
      .init("error_message", .text(slice.reason)), .init("updated_at", .text(slice.updatedAt)),
    ])
  }

  static func line(_ event: StoredEvent) -> String {
    let record = event.record
    let subject = (record.sliceID ?? record.parentID)?.text ?? "-"
    return
      "\(event.sequence)  \(record.at)  \(record.actor)  \(record.kind.rawValue)  \(subject)  "
      + record.reason
  }

  static func json(_ event: StoredEvent) -> JSON {
    let record = event.record
    return .object([
      .init("seq", .number(event.sequence)), .init("at", .text(record.at)),
      .init("actor", .text(record.actor)),
      .init("kind", .string(record.kind.rawValue)), .init("parent_order_id", .text(record.parentID)),
      .init("slice_order_id", .text(record.sliceID)), .init("reason", .string(record.reason)),
      .init("logged_at", .text(event.loggedAt)), .init("hash", .string(event.hash)),
    ])
  }
}
