internal import SlicingCore

/// An order as the venue's own ledger has it.
struct LedgerOrder: Hashable, Sendable {
  var clientID: String
  var symbol: String
  var side: String
  var quantity: Int
  var createdAt: Instant
  /// Rejected orders were never taken in.
  var wasTakenIn = true
  /// Whether it still works.
  var isOpen = false
  var executions: [Execution] = []

  struct Execution: Hashable, Sendable {
    var id: String
    var quantity: Int
    var price: Price
  }

  var filled: Int { executions.reduce(0) { $0 + $1.quantity } }
}

/// A parent as the desk's database has it.
struct DeskParent: Hashable, Sendable {
  var id: String
  var ordinal: Int
  var quantity: Int
  var status: ParentStatus
  var totalSlices: Int
}

/// A slice as the desk's database has it.
struct DeskSlice: Hashable, Sendable {
  var id: String
  var parentID: String
  var number: Int
  var symbol: String
  var side: String
  var quantity: Int
  var status: SliceStatus
  var filled = 0
  /// In nanodollars.
  var cost: Int128 = 0
  var reason: String?
  /// `owed`, `closed`, `moved`, or nothing.
  var rest: Rest?
  var restReason: String?
  /// When its first sending was decided on.
  var firstIntentAt: Instant?

  var leaves: Int { max(0, quantity - filled) }
}

/// A fill as the desk's database has it.
struct DeskFill: Hashable, Sendable {
  var executionID: String
  var clientID: String
  var quantity: Int
  var price: Price
}

/// A stretch of time in which nothing may be sent.
struct HaltSpan: Hashable, Sendable {
  var from: Instant
  /// Nil: until the end.
  var until: Instant?
}

/// Everything a run is judged by: the venue's truth and the desk's records, as they lie on disk.
struct Evidence: Sendable {
  var ledger: [LedgerOrder]
  var parents: [DeskParent]
  var slices: [DeskSlice]
  var fills: [DeskFill]
  var halts: [HaltSpan] = []
  /// How long what left before a halt may be on its way.
  var transit = TimeSpan.zero
}
