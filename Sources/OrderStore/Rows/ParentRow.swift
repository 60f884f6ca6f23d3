internal import GRDB
internal import SlicingCore

/// A `Parent` as a row of `orders`, both ways.
enum ParentRow {
  static func read(_ row: Row) throws -> StoredParent {
    let reader = OrderReader(row: row)
    let parent = Parent(
      id: try reader.id(.id), ordinal: try reader.count(.ordinal), request: try request(reader),
      strategy: try reader.text(.strategy), tradeDate: try reader.value(.tradeDate) { TradeDate($0) },
      start: try reader.instant(.scheduledTime), end: try reader.instant(.endsAt),
      createdAt: try reader.instant(.createdAt), createdBy: Actor(try reader.text(.createdBy)),
      arrivalPrice: try reader.optionalPrice(.arrivalPrice),
      leftover: try reader.value(.leftover) { LeftoverRule(rawValue: $0) },
      // NULL where the program of its day did not keep them.
      limits: reader.optionalText(.limits) ?? "", totalSlices: try reader.count(.totalSlices),
      hold: try hold(reader),
      canceledReason: reader.optionalText(.canceledReason), endReason: reader.optionalText(.errorMessage),
      status: try reader.value(.status) { ParentStatus(rawValue: $0) },
      updatedAt: try reader.instant(.updatedAt))
    return StoredParent(
      parent: parent, filled: Shares(try reader.count(.filled)),
      cost: try reader.value(.cost) { Stored.notional($0) })
  }

  /// What was asked for; checked again on the way in, because a row may have been edited by hand.
  static func request(_ reader: OrderReader) throws -> OrderRequest {
    let limit = try reader.optionalPrice(.limitPrice)
    let stop = try reader.optionalPrice(.stopPrice)
    let symbol = try reader.value(.symbol) { text in Symbol(text).flatMap { $0.text == text ? $0 : nil } }
    let side = try reader.value(.side) { Side(rawValue: $0) }
    let quantity = Shares(try reader.count(.quantity))
    let type = try reader.value(.type) { OrderType(name: $0, limit: limit, stop: stop) }
    let timeInForce = try reader.value(.timeInForce) { TimeInForce(rawValue: $0) }
    let horizon = try horizon(reader)
    let interval = TimeSpan(microseconds: Int64(try reader.count(.interval)))
    let start = try reader.optional(.startClock) { Stored.clock($0) }.map(OrderRequest.Start.at) ?? .now
    do throws(RequestError) {
      return try OrderRequest(
        symbol: symbol, side: side, quantity: quantity, type: type, timeInForce: timeInForce,
        horizon: horizon,
        interval: interval, start: start)
    } catch {
      throw StoreError.unreadable(
        row: "orders \(try reader.text(.id))", column: "the request", value: String(describing: error))
    }
  }

  private static func horizon(_ reader: OrderReader) throws -> OrderRequest.Horizon {
    if let until = try reader.optional(.untilClock, { Stored.clock($0) }) { return .until(until) }
    return .duration(TimeSpan(microseconds: Int64(try reader.count(.duration))))
  }

  private static func hold(_ reader: OrderReader) throws -> Hold? {
    guard let cause = try reader.optional(.holdCause, { HoldCause(rawValue: $0) }) else { return nil }
    return Hold(
      cause: cause, by: Actor(try reader.text(.holdBy)), at: try reader.instant(.holdAt),
      reason: try reader.text(.holdReason))
  }

  /// Every column of a new parent.
  static func values(_ parent: Parent) -> [(OrderColumn, (any DatabaseValueConvertible)?)] {
    planned(parent) + changing(parent)
  }

  /// The columns that never change.
  private static func planned(_ parent: Parent) -> [(OrderColumn, (any DatabaseValueConvertible)?)] {
    let request = parent.request
    return [
      (.id, parent.id.text), (.ordinal, parent.ordinal), (.strategy, parent.strategy),
      (.symbol, request.symbol.text), (.side, request.side.rawValue), (.quantity, request.quantity.count),
      (.type, request.type.name), (.limitPrice, request.type.limitPrice?.description),
      (.stopPrice, request.type.stopPrice?.description), (.timeInForce, request.timeInForce.rawValue),
      (.duration, request.horizon.duration?.microseconds), (.untilClock, request.horizon.until?.description),
      (.interval, request.interval.microseconds), (.startClock, request.start.clock?.description),
      (.tradeDate, parent.tradeDate.description), (.scheduledTime, parent.start.description),
      (.createdAt, parent.createdAt.description), (.createdBy, Stored.text(parent.createdBy.name)),
      (.arrivalPrice, parent.arrivalPrice?.description), (.leftover, parent.leftover.rawValue),
      (.limits, Stored.text(parent.limits)),
    ]
  }

  /// The columns a change of the parent writes. What its slices filled is not among them: the slices' own
  /// changes keep it (`SliceRow`).
  static func changing(_ parent: Parent) -> [(OrderColumn, (any DatabaseValueConvertible)?)] {
    [
      (.totalSlices, parent.totalSlices), (.endsAt, parent.end.description),
      (.status, parent.status.rawValue),
      (.holdCause, parent.hold?.cause.rawValue), (.holdBy, Stored.text(parent.hold?.by.name)),
      (.holdAt, parent.hold?.at.description), (.holdReason, Stored.text(parent.hold?.reason)),
      (.canceledReason, Stored.text(parent.canceledReason)), (.errorMessage, Stored.text(parent.endReason)),
      (.updatedAt, parent.updatedAt.description),
    ]
  }
}

extension OrderRequest.Horizon {
  fileprivate var duration: TimeSpan? {
    switch self {
    case .duration(let span): span
    case .until: nil
    }
  }

  fileprivate var until: ClockTime? {
    switch self {
    case .duration: nil
    case .until(let time): time
    }
  }
}

extension OrderRequest.Start {
  fileprivate var clock: ClockTime? {
    switch self {
    case .now: nil
    case .at(let time): time
    }
  }
}
