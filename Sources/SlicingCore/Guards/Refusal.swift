/// Why a command was refused; nothing changed. `Words` turns each case into a sentence.
public enum Refusal: Error, Hashable, Sendable {
  case request(RequestError)
  case plan(PlanError)
  /// The same request was entered today: the same order again, or repeat number `next`?
  case duplicate(existing: ClientOrderID, next: Int)
  /// Warnings the trader has not acknowledged.
  case unacknowledged([LimitFinding])
  case limits([LimitFinding])
  case killed(KillSwitch.Engagement, scope: KillScope = .all)
  case breaker(CircuitBreaker.State)
  case notKilled
  case alreadyKilled(KillSwitch.Engagement)
  /// Release waits until these are known.
  case unknownOrders([ClientOrderID])
  case reasonMissing
  case alreadyTripped(CircuitBreaker.Trip)
  case notTripped
  case noSuchOrder(ClientOrderID)
  case alreadyOver(ClientOrderID, status: String)
  case alreadyHeld(ClientOrderID, Hold)
  case notHeld(ClientOrderID)
  /// The slices left cannot take the owed shares before the session ends.
  case noRoom(owed: Shares)
  case notUnknown(ClientOrderID, status: SliceStatus)
  case badSettlement(quantity: Shares)
  /// No price the order can have filled at: `beyond` is its limit or the quote; nil where it is no price.
  case badSettlementPrice(Price, beyond: Price?)
  /// The broker has not yet been asked about this parent's orders since the start.
  case stillReconciling(ClientOrderID)
  case storageDown(String)
  /// The link to the broker is down, where the setting says that this holds every order.
  case linkDown(String)
  /// The firm's switch stops every desk.
  case firm(FirmReading)
  /// The breaker would trip again at once: what it tripped for is still so.
  case stillBeyond(TripReason, String)
  case readOnly(holder: String)
}
