internal import SlicingCore

/// An order in the venue's own ledger: the truth the desk's belief is measured against.
struct VenueOrder {
  let submission: Submission
  let brokerOrderID: String
  /// When it left the desk, by the venue's clock: what the longest delay is promised from.
  let sentAt: Instant
  /// When it was booked, by the venue's clock.
  let createdAt: Instant
  /// Questions asked before this do not find it yet.
  let visibleAt: Instant
  var executions: [Execution] = []
  var filled: Shares = .zero
  var state: OrderReport.State = .working
  /// Shares it will fill by itself, in this many parts; the rest works until somebody ends it.
  var toFill: Shares
  var parts: Int

  /// Shares that may still fill.
  var open: Shares { state == .working ? max(.zero, submission.quantity - filled) : .zero }
  var isWorking: Bool { state == .working }

  /// How the venue reports it, as it stood after its first `count` executions where a count is given; with
  /// none of its executions, or only the first so many of them, listed.
  func report(after count: Int? = nil, isBare: Bool = false, listing: Int? = nil) -> OrderReport {
    let shown = count.map { Array(executions.prefix($0)) } ?? executions
    let listed = isBare ? [] : Array(shown.prefix(listing ?? shown.count))
    return OrderReport(
      submission: submission, brokerOrderID: brokerOrderID, state: count == nil ? state : .working,
      createdAt: createdAt, executions: listed,
      filled: count == nil ? filled : shown.map(\.quantity).sum())
  }
}

/// What the desk asks of the venue.
enum VenueRequest {
  /// `isRepeat`: the network sent it a second time.
  case submit(Submission, sentAt: Instant, life: Int, isRepeat: Bool)
  case cancel(ClientOrderID, life: Int)
  case query(ClientOrderID, askedAt: Instant, askedTrueTime: Instant, life: Int)
  case queryOpen(askedAt: Instant)
}

/// What the venue does by itself.
enum VenueJob {
  case fill(order: Int)
  /// The rest of an IOC order, or all of a FOK order, ends.
  case endRest(order: Int, OrderReport.State)
  case dayEnd
  case orphan
}

/// The ways messages take; each loses, repeats, delays and reorders by itself.
enum Channel: Int {
  case orders, stream, queries

  /// What keeps its messages from the desk.
  var outage: FaultClass {
    switch self {
    case .orders: .ordersDownBack
    case .stream: .streamDown
    case .queries: .queriesDownBack
    }
  }
}

/// A message the venue has for the desk.
struct Post {
  let channel: Channel
  let event: Event
  /// On top of the channel's own time.
  let delay: TimeSpan
  /// A fact without any other way to the desk: never lost, only late.
  let isVital: Bool

  init(_ channel: Channel, _ event: Event, delay: TimeSpan = .zero, isVital: Bool = false) {
    self.channel = channel
    self.event = event
    self.delay = delay
    self.isVital = isVital
  }
}

/// What happened to the ledger, for the checker.
enum LedgerEntry {
  case booked(order: Int)
  case executed(order: Int, Execution, isAfterEnd: Bool)
  case busted(order: Int, Execution)
  case ended(order: Int)
  /// It answered that it does not have an order it has.
  case denied(ClientOrderID)
}
