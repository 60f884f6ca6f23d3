internal import SlicingCore

/// Executions that only one of the two sources has told of: the broker's books and not the stream, which may
/// be mute then; or the stream, in a message whose total leaves its name to the books.
///
/// They are matched by order and quantity. The total that the two would have in common is what such a message
/// has wrong.
struct AwaitedFills {
  private struct Booked {
    let orderID: String
    let quantity: Shares
    let since: Instant
  }

  private var booked: [Booked] = []
  /// Quantities by the stream's execution ids, for each order.
  private var unnamed: [String: [String: Shares]] = [:]

  /// With messages nobody can name of more orders than this, all of them are forgotten.
  static let orderLimit = 1000

  var isEmpty: Bool { booked.isEmpty }

  /// The books tell of an execution since which the stream was listened to.
  mutating func booked(_ orderID: String, _ quantity: Shares, at now: Instant) {
    guard !takeUnnamed(orderID, quantity) else { return }
    booked.append(Booked(orderID: orderID, quantity: quantity, since: now))
  }

  /// The stream tells of an execution.
  ///
  /// - Parameter isNamed: whether it has its name from this message, so that the books have nothing to add.
  mutating func told(_ orderID: String, _ executionID: String?, _ quantity: Shares, isNamed: Bool) {
    if let index = booked.firstIndex(where: { $0.orderID == orderID && $0.quantity == quantity }) {
      booked.remove(at: index)
    } else if !isNamed, let executionID {
      if unnamed.count >= AwaitedFills.orderLimit { unnamed = [:] }
      unnamed[orderID, default: [:]][executionID] = quantity
    }
  }

  /// How many the books have told of before `limit`, and the stream has not.
  func missing(before limit: Instant) -> Int { booked.count { $0.since <= limit } }

  /// The connection is another one, or nothing may be concluded from this one.
  mutating func forget() {
    booked = []
    unnamed = [:]
  }

  private mutating func takeUnnamed(_ orderID: String, _ quantity: Shares) -> Bool {
    guard let found = unnamed[orderID]?.first(where: { $0.value == quantity }) else { return false }
    unnamed[orderID]?[found.key] = nil
    if unnamed[orderID]?.isEmpty == true { unnamed[orderID] = nil }
    return true
  }
}
