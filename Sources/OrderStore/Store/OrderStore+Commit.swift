internal import GRDB
public import SlicingCore

extension OrderStore {
  /// Stores a whole commit, its log included, in one transaction; on any error nothing of it.
  public func commit(_ commit: Commit) async throws(StoreError) { try await self.commit([commit]) }

  /// Stores several commits in one transaction, so that they share one wait for the disk; on any error none
  /// of them.
  public func commit(_ commits: [Commit]) async throws(StoreError) {
    guard commits.contains(where: { !$0.isEmpty }) else { return }
    try await write { transaction in
      for commit in commits { try transaction.apply(commit) }
    }
  }

  /// Stores a new parent with all its slices.
  public func createParent(_ parent: Parent, slices: [Slice], log: [LogRecord]) async throws(StoreError) {
    try await commit(Commit(changes: [.parentAdded(parent, slices)], log: log))
  }

  /// Moves one slice from one status to another and records it; refuses a step the table of `SliceStatus`
  /// does not have.
  public func updateStatus(
    of id: ClientOrderID, from: SliceStatus, to status: SliceStatus, by actor: Actor, reason: String,
    at: Instant
  ) async throws(StoreError) {
    try await write { transaction in
      let slice = try transaction.slice(id)
      guard slice.status == from, status == from || from.successors.contains(status) else {
        throw StoreError.illegalTransition(id, found: slice.status, wanted: status)
      }
      try transaction.update(slice.with(status: status, reason: reason, at: at), from: from)
      try transaction.append([
        LogRecord(
          at: at, actor: actor, kind: status.recordKind, parentID: slice.parentID, sliceID: id, reason: reason
        )
      ])
    }
  }

  /// Cancels every slice of a parent that is still pending, and gives their shares up; returns how many there
  /// were.
  public func cancelPendingSlices(
    ofParent id: ClientOrderID, by actor: Actor, reason: String, at: Instant
  ) async throws(StoreError) -> Int {
    try await write { transaction in
      let pending = try OrderQueries.slices(transaction.db, ofParent: id, status: .pending)
      for slice in pending {
        let canceled = slice.with(status: .canceled, reason: reason, rest: .closed, at: at)
        try transaction.update(canceled, from: .pending)
      }
      if !pending.isEmpty {
        let words = "\(pending.count) pending slices canceled: \(reason)"
        try transaction.append([LogRecord(at: at, actor: actor, kind: .ended, parentID: id, reason: words)])
      }
      return pending.count
    }
  }

  /// Applies an execution to its slice once: the fill, the slice's sums and status, and the record. False,
  /// and nothing changed, if it was applied before.
  public func applyFill(_ execution: Execution, at: Instant) async throws(StoreError) -> Bool {
    try await write { transaction in
      let slice = try transaction.slice(execution.clientOrderID)
      guard try transaction.insert(execution) else { return false }
      try transaction.update(slice.adding(execution, at: at), from: slice.status)
      let words = "\(execution.quantity) at \(execution.price)"
      try transaction.append([
        LogRecord(
          at: at, actor: .broker, kind: .fill, parentID: slice.parentID, sliceID: slice.id, reason: words)
      ])
      return true
    }
  }

  /// Records where a rehearsal's world clock stands; every later commit moves it on.
  public func saveRehearsalClock(_ clock: RehearsalClock) async throws(StoreError) {
    try await write { transaction in
      try transaction.db.execute(
        sql: """
          INSERT INTO world_clock (id, instant, speed) VALUES (1, ?, ?)
          ON CONFLICT (id) DO UPDATE SET instant = excluded.instant, speed = excluded.speed
          """, arguments: [clock.instant.description, clock.speed])
    }
  }
}

extension Slice {
  fileprivate func with(status: SliceStatus, reason: String?, rest: Rest? = nil, at: Instant) -> Slice {
    Slice(
      planned: planned, parentID: parentID, status: status, reason: reason, brokerOrderID: brokerOrderID,
      filled: filled, cost: cost, attempts: attempts, firstIntentAt: firstIntentAt, submittedAt: submittedAt,
      lastSentAt: lastSentAt, cancelRequested: cancelRequested, rest: rest ?? self.rest,
      restReason: rest == nil ? restReason : reason, updatedAt: at)
  }

  /// With one more execution. A final status other than *filled* keeps its word unless the order is now full:
  /// a fill that raced a cancel does not bring the rest back to life.
  fileprivate func adding(_ execution: Execution, at: Instant) -> Slice {
    let filled = filled + execution.quantity
    let next: SliceStatus = filled >= quantity ? .filled : status.isFinal ? status : .partiallyFilled
    return Slice(
      planned: planned, parentID: parentID, status: next, reason: reason, brokerOrderID: brokerOrderID,
      filled: filled, cost: cost + execution.price * execution.quantity, attempts: attempts,
      firstIntentAt: firstIntentAt, submittedAt: submittedAt, lastSentAt: lastSentAt,
      cancelRequested: cancelRequested, rest: rest, restReason: restReason, updatedAt: at)
  }
}

extension SliceStatus {
  /// The kind of record that says a slice got here.
  fileprivate var recordKind: LogRecord.Kind {
    switch self {
    case .pending: .replanned
    case .sending: .armed
    case .unknown: .unknown
    case .submitted: .accepted
    case .partiallyFilled, .filled: .fill
    case .canceled, .expired, .failed: .ended
    case .rejected: .rejected
    case .missed: .missed
    case .blockedKillSwitch, .blockedCircuitBreaker, .blockedRiskLimit, .blockedSession, .blockedHold:
      .blocked
    }
  }
}
