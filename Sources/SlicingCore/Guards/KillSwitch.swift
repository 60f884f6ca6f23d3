/// The kill switch as recorded: latched, and released only by a person. The word the gate reads first is a
/// file outside the core; this is who, when and why.
public struct KillSwitch: Hashable, Sendable {
  /// A halt.
  public struct Engagement: Hashable, Sendable {
    /// When it was recorded, on the world clock; the history says when by the wall.
    public let at: Instant
    /// Who.
    public let by: Actor
    /// Why; may be given after.
    public internal(set) var reason: String
    /// Slices that were still to be sent.
    public let slicesStopped: Int
    /// Orders that were at the broker or in doubt, each with a receipt until it is final.
    public let orders: [ClientOrderID]

    /// Memberwise.
    public init(at: Instant, by: Actor, reason: String, slicesStopped: Int, orders: [ClientOrderID]) {
      self.at = at
      self.by = by
      self.reason = reason
      self.slicesStopped = slicesStopped
      self.orders = orders
    }
  }

  /// The present halt; nil means trading is allowed.
  public internal(set) var engagement: Engagement?

  /// As stored.
  public init(engagement: Engagement? = nil) { self.engagement = engagement }

  /// Whether new orders are stopped.
  public var isEngaged: Bool { engagement != nil }
}
