public import SlicingCore

/// One execution.
public struct VenueExecution: Hashable, Sendable {
  /// Unique for the life of the ledger.
  public let id: String
  /// The venue's id of the order.
  public let orderID: String
  /// Shares.
  public let quantity: Shares
  /// Price of each.
  public let price: Price
  /// When.
  public let at: Instant
}

/// An order in the exchange's books.
public struct VenueOrder: Hashable, Sendable {
  /// Where it stands. Only `working` is not the end.
  public enum Status: Hashable, Sendable, CustomStringConvertible {
    case working
    case filled
    case canceled
    case expired
    case replaced(by: String)
    case rejected(reason: String)

    /// In words.
    public var description: String {
      switch self {
      case .working: "working"
      case .filled: "filled"
      case .canceled: "canceled"
      case .expired: "expired"
      case .replaced: "replaced"
      case .rejected(let reason): "rejected: \(reason)"
      }
    }
  }

  /// Counts orders from 0, in the order they came.
  public let sequence: Int
  /// The venue's id, in the shape of a UUID.
  public let id: String
  /// What was handed in.
  public let terms: NewOrder
  /// When the exchange took it in.
  public let createdAt: Instant
  /// When it ends by itself; nil where it does not.
  public let expiresAt: Instant?
  /// Where it stands.
  public internal(set) var status: Status
  /// Every execution so far that was not taken back.
  public internal(set) var executions: [VenueExecution] = []
  /// For each of them, what the order had filled with it. Told then and not again: that one before it is
  /// taken back does not change it.
  public internal(set) var totals: [Shares] = []
  /// The sum of the executions.
  public internal(set) var filled: Shares = 0
  /// The venue's id of the order whose place it took.
  public internal(set) var replaces: String?
  /// When its stop was reached.
  public internal(set) var triggeredAt: Instant?
  /// When it ended.
  public internal(set) var endedAt: Instant?

  /// Shares still to be done.
  public var leaves: Shares { terms.quantity - filled }
  /// Whether it could ever trade.
  var wasTakenIn: Bool {
    if case .rejected = status { return false }
    return true
  }
  /// Whether it can still trade.
  public var isOpen: Bool { status == .working }
  /// Whether it waits for its stop.
  var awaitsTrigger: Bool { terms.type.stopPrice != nil && triggeredAt == nil }
}
