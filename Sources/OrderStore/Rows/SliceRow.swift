internal import GRDB
internal import SlicingCore

/// A `Slice` as a row of `orders`, both ways.
enum SliceRow {
  static func read(_ row: Row) throws -> Slice {
    let reader = OrderReader(row: row)
    let planned = PlannedSlice(
      number: try reader.count(.number), quantity: Shares(try reader.count(.quantity)),
      due: try reader.instant(.scheduledTime), id: try reader.id(.id))
    return Slice(
      planned: planned, parentID: try reader.id(.parentID),
      status: try reader.value(.status) { SliceStatus(rawValue: $0) },
      reason: reader.optionalText(.errorMessage), brokerOrderID: reader.optionalText(.brokerOrderID),
      filled: Shares(try reader.count(.filled)), cost: try reader.value(.cost) { Stored.notional($0) },
      attempts: try reader.count(.attempts), firstIntentAt: try reader.optionalInstant(.firstIntentAt),
      submittedAt: try reader.optionalInstant(.submittedAt),
      lastSentAt: try reader.optionalInstant(.lastSentAt),
      cancelRequested: try reader.count(.cancelRequested) == 1,
      rest: try reader.optional(.rest) { Rest(rawValue: $0) }, restReason: reader.optionalText(.restReason),
      updatedAt: try reader.instant(.updatedAt))
  }

  /// Every column of a new slice; what it shares with its parent is repeated, so that each row reads alone.
  static func values(_ slice: Slice, of parent: Parent) -> [(OrderColumn, (any DatabaseValueConvertible)?)] {
    let request = parent.request
    return [
      (.id, slice.id.text), (.parentID, slice.parentID.text), (.number, slice.number),
      (.scheduledTime, slice.due.description), (.strategy, strategy(of: slice, parent: parent)),
      (.symbol, request.symbol.text), (.side, request.side.rawValue), (.quantity, slice.quantity.count),
      (.type, request.type.name), (.limitPrice, request.type.limitPrice?.description),
      (.stopPrice, request.type.stopPrice?.description), (.timeInForce, request.timeInForce.rawValue),
      (.createdAt, slice.updatedAt.description),
    ] + changing(slice)
  }

  /// The columns a change of the slice writes.
  static func changing(_ slice: Slice) -> [(OrderColumn, (any DatabaseValueConvertible)?)] {
    [
      (.status, slice.status.rawValue), (.errorMessage, Stored.text(slice.reason)),
      (.brokerOrderID, Stored.text(slice.brokerOrderID)), (.filled, slice.filled.count),
      (.cost, slice.cost.decimalText), (.averagePrice, slice.averagePrice?.description),
      (.attempts, slice.attempts), (.firstIntentAt, slice.firstIntentAt?.description),
      (.submittedAt, slice.submittedAt?.description), (.lastSentAt, slice.lastSentAt?.description),
      (.cancelRequested, slice.cancelRequested ? 1 : 0), (.rest, slice.rest?.rawValue),
      (.restReason, Stored.text(slice.restReason)), (.updatedAt, slice.updatedAt.description),
    ]
  }

  /// The text that went into the slice's id: the parent's own `@desk` suffix goes with it.
  static func strategy(of slice: Slice, parent: Parent) -> String {
    let suffix = parent.strategy.firstIndex(of: "@").map { parent.strategy[$0...] } ?? ""
    return "twap_slice_\(slice.parentID)_\(slice.number)\(suffix)"
  }
}
