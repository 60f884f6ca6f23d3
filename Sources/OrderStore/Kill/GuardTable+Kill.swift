internal import GRDB
internal import SlicingCore

// The kill switch: the halt of everything in one row, those of less in a table of their own, and a line of
// history for each thing that was done to one of them.

extension GuardTable {
  /// The halts as stored; nil where they cannot be believed: a row that is no halt, a scope twice, or another
  /// number of them than was written.
  static func kill(_ db: Database) throws -> KillSwitch? {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM kill_state WHERE id = 1"),
      let whole = GuardRow.kill(row)
    else { return nil }
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM kill_scopes ORDER BY position")
    let scoped = rows.compactMap(GuardRow.scoped)
    guard scoped.count == rows.count, scoped.count == row["scoped"] as Int?,
      Set(scoped.map(\.scope)).count == scoped.count
    else { return nil }
    return KillSwitch(engagement: whole.engagement, scoped: scoped)
  }

  /// Writes every halt, and a line of history for what was done; who and why come from the commit's own
  /// records.
  static func write(_ kill: KillSwitch, log: [LogRecord], in transaction: Transaction) throws {
    let before = try self.kill(transaction.db)
    try write(kill, in: transaction.db)
    for turn in turns(from: before, to: kill) { try write(turn, log: log, in: transaction) }
  }

  private static func write(_ kill: KillSwitch, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO kill_state (id, state, scoped, engaged_at, engaged_by, reason, slices_stopped, orders)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state,
          scoped = excluded.scoped, engaged_at = excluded.engaged_at, engaged_by = excluded.engaged_by,
          reason = excluded.reason, slices_stopped = excluded.slices_stopped, orders = excluded.orders
        """,
      arguments: StatementArguments(
        [kill.isEngaged ? "engaged" : "allowed", kill.scoped.count] + GuardRow.values(kill.engagement)))
    try db.execute(sql: "DELETE FROM kill_scopes")
    for (offset, halt) in kill.scoped.enumerated() {
      try db.execute(
        sql: """
          INSERT INTO kill_scopes (position, scope, engaged_at, engaged_by, reason, slices_stopped, orders)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: StatementArguments(
          [offset + 1, halt.scope.storedText] + GuardRow.values(halt.engagement)))
    }
  }

  private static func write(_ turn: Turn, log: [LogRecord], in transaction: Transaction) throws {
    // One event does one thing to a halt, so the kind, and the order it is about, name its record.
    let record = log.last { $0.kind == turn.action.recordKind && $0.parentID == turn.scope.parentID }
    try transaction.db.execute(
      sql: """
        INSERT INTO kill_history
          (action, scope, recorded_at, actor, why, engaged_at, engaged_by, reason, slices_stopped, orders)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: StatementArguments(
        [
          turn.action.rawValue, turn.scope.storedText, transaction.wallNow.description,
          Stored.text(record?.actor.name), Stored.text(record?.reason),
        ] + GuardRow.values(turn.engagement)))
  }

  // MARK: What was done

  private struct Turn {
    let scope: KillScope
    let action: KillEvent.Action
    let engagement: KillSwitch.Engagement?
  }

  /// What is no more first, then what is there.
  private static func turns(from before: KillSwitch?, to after: KillSwitch) -> [Turn] {
    let gone = (before?.scoped ?? []).map(\.scope).filter { after.engagement(of: $0) == nil }
    return ([.all] + gone + after.scoped.map(\.scope)).compactMap { scope in
      let (old, new) = (before?.engagement(of: scope), after.engagement(of: scope))
      // A halt of everything that stood only for what could not be read ends here.
      let isUnreadable = scope == .all && before == nil
      guard let action = isUnreadable && new == nil ? .released : action(from: old, to: new) else {
        return nil
      }
      return Turn(scope: scope, action: action, engagement: new ?? old)
    }
  }

  private static func action(
    from before: KillSwitch.Engagement?, to after: KillSwitch.Engagement?
  ) -> KillEvent.Action? {
    switch (before, after) {
    case (nil, nil): nil
    case (nil, .some): .engaged
    case (.some, nil): .released
    // A halt keeps its instant; only its reason may come later.
    case (let before?, let after?): before == after ? nil : before.at == after.at ? .explained : .engaged
    }
  }
}

extension KillEvent.Action {
  fileprivate var recordKind: LogRecord.Kind {
    switch self {
    case .engaged: .killed
    case .explained: .explained
    case .released: .released
    }
  }
}
