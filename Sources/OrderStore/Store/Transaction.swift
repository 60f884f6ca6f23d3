internal import GRDB
internal import SlicingCore

/// One transaction in progress: what every change is written through, by `commit` and by the named operations
/// alike.
struct Transaction {
  /// Valid on the writer's queue, while the transaction lasts.
  let db: Database
  /// Part of every execution's key.
  let broker: String
  /// One reading of the wall for everything the transaction records.
  let wallNow: Instant

  /// Everything of one commit: the changes in their order, then their records.
  func apply(_ commit: Commit) throws {
    for change in commit.changes { try apply(change, log: commit.log) }
    try append(commit.log)
  }

  /// Appends to the event log, and moves a rehearsal's clock along with it.
  func append(_ records: [LogRecord]) throws {
    _ = try EventLog.append(records, loggedAt: wallNow, to: db)
    guard let last = records.map(\.at).max() else { return }
    let advance = try db.cachedStatement(sql: "UPDATE world_clock SET instant = ?1 WHERE instant < ?1")
    try advance.execute(arguments: [last.description])
  }

  private func apply(_ change: Change, log: [LogRecord]) throws {
    switch change {
    case .parentAdded(let parent, let slices): try insert(parent, slices: slices)
    case .slicesAdded(let slices): try add(slices)
    case .parent(let parent): try update(parent)
    case .slice(let slice, let status): try update(slice, from: status)
    case .fill(let execution):
      guard try insert(execution) else { throw StoreError.duplicateExecution(execution.executionID) }
    case .bust(let executionID): try bust(executionID)
    case .kill(let kill): try GuardTable.write(kill, log: log, in: self)
    case .profitPeak(let date, let peak): try GuardTable.write(peak: peak, of: date, in: db)
    case .breaker(let breaker): try GuardTable.write(breaker, log: log, in: self)
    }
  }
}
