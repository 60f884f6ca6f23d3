/// The rules of a request, one function each, so that `OrderDraft` can ask them field by field and still ask
/// the same ones.
extension OrderRequest {
  /// The interval nobody typed.
  public static let defaultInterval = TimeSpan.seconds(60)
  /// Slices closer than this would be a burst.
  public static let minimumInterval = TimeSpan.seconds(1)
  /// A week: longer than any session, and short enough that no due time can leave the calendar.
  public static let maximumDuration = TimeSpan.seconds(7 * 86_400)
  /// More shares than any company has; keeps every sum of a desk's quantities far from overflow.
  public static let maximumQuantity: Shares = 1_000_000_000_000

  static func check(quantity: Shares) throws(RequestError) {
    guard quantity >= 1 else { throw .quantityNotPositive }
    guard quantity <= maximumQuantity else { throw .quantityTooLarge(limit: maximumQuantity) }
  }

  static func check(price: Price) throws(RequestError) {
    guard price.nanodollars > 0 else { throw .priceNotPositive }
    guard price.isOnEntryGrid else { throw .priceOffGrid(price) }
  }

  static func check(_ type: OrderType, side: Side) throws(RequestError) {
    if let limit = type.limitPrice { try check(price: limit) }
    if let stop = type.stopPrice { try check(price: stop) }
    if case .stopLimit(let stop, let limit) = type, side == .buy ? limit < stop : limit > stop {
      throw .stopLimitCrossed(side: side, stop: stop, limit: limit)
    }
  }

  static func check(interval: TimeSpan) throws(RequestError) {
    guard interval >= minimumInterval else { throw .intervalTooShort(interval) }
    guard interval <= maximumDuration else { throw .intervalTooLong(limit: maximumDuration) }
    guard interval.isWholeSeconds else { throw .intervalNotWholeSeconds(interval) }
  }

  static func check(_ horizon: Horizon, interval: TimeSpan) throws(RequestError) {
    guard case .duration(let duration) = horizon else { return }
    guard duration <= maximumDuration else { throw .durationTooLong(limit: maximumDuration) }
    // The id names the duration in seconds: two durations must not share one.
    guard duration.isWholeSeconds else { throw .durationNotWholeSeconds(duration) }
    guard duration >= interval else { throw .durationBelowInterval(duration: duration, interval: interval) }
  }
}

extension TimeSpan {
  /// Whether no part of a second is left over.
  var isWholeSeconds: Bool { microseconds % 1_000_000 == 0 }
}
