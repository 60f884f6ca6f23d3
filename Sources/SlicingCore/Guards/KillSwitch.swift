/// What a halt covers.
public enum KillScope: Hashable, Sendable {
  /// Every order of the desk.
  case all
  /// Every order of a symbol, and every one that is entered.
  case symbol(Symbol)
  /// One parent order.
  case parent(ClientOrderID)
}

extension KillScope {
  /// The parent it is about, where it is about one.
  public var parentID: ClientOrderID? { if case .parent(let id) = self { id } else { nil } }
}

/// The kill switch as recorded: latched, and released only by a person. The word the gate reads first is a
/// file outside the core; this is who, when and why. That word knows one scope, everything; narrower ones are
/// in force from the step that takes the command, and survive a restart as that one does.
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

  /// A halt of less than everything.
  public struct Scoped: Hashable, Sendable {
    /// What it covers; never `all`.
    public let scope: KillScope
    /// Who, when, why.
    public internal(set) var engagement: Engagement

    /// Memberwise.
    public init(scope: KillScope, engagement: Engagement) {
      precondition(scope != .all, "a halt of everything is no scoped one")
      self.scope = scope
      self.engagement = engagement
    }
  }

  /// The present halt of everything; nil means trading is allowed.
  public internal(set) var engagement: Engagement?
  /// The present halts of less, in the order in which they were engaged; at most one a scope.
  public internal(set) var scoped: [Scoped]

  /// As stored.
  public init(engagement: Engagement? = nil, scoped: [Scoped] = []) {
    self.engagement = engagement
    self.scoped = scoped
  }

  /// Whether all new orders are stopped.
  public var isEngaged: Bool { engagement != nil }

  /// The halt of exactly this scope.
  public func engagement(of scope: KillScope) -> Engagement? {
    scope == .all ? engagement : scoped.first { $0.scope == scope }?.engagement
  }

  /// What stops an order of this symbol; with the parent's id, also what stops that parent alone. The widest
  /// first.
  public func covering(_ symbol: Symbol, parent: ClientOrderID? = nil) -> Scoped.Cover? {
    if let engagement { return (.all, engagement) }
    let narrow = scoped.first {
      $0.scope == .symbol(symbol) || parent.map { .parent($0) } == $0.scope
    }
    return narrow.map { ($0.scope, $0.engagement) }
  }
}

extension KillSwitch.Scoped {
  /// A scope and the halt that covers it.
  public typealias Cover = (scope: KillScope, engagement: KillSwitch.Engagement)
}
