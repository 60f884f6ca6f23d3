internal import GRDB

extension OrderStore {
  /// Checks the whole event log against its hashes and the head file, and the file's own structure. Changes
  /// nothing, and may run while orders are written: what is appended meanwhile is checked too.
  public func verify() async throws(StoreError) -> VerifyReport {
    guard let report = try await report(resting: nil, structure: wholeFile) else {
      preconditionFailure("a check that never rests was canceled")
    }
    return report
  }

  /// The same beside an engine that trades, in short reads with a rest of `rest` after each, so that it takes
  /// neither a core nor the log's checkpoints from the writer. It sees every record; of the file's structure
  /// it sees each table by itself, and leaves the comparison with the indexes to `verify`.
  ///
  /// - Returns: nil if its task was canceled.
  public func checkInBackground(resting rest: Duration) async throws(StoreError) -> VerifyReport? {
    try await report(resting: rest) { () async throws(StoreError) in
      let tables = try await self.read { db in
        try String.fetchAll(
          db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      }
      var faults: [String] = []
      for table in tables where await OrderStore.rest(rest) {
        faults += try await self.read { db in
          try String.fetchAll(db, sql: "PRAGMA quick_check('\(table)')").filter { $0 != "ok" }
        }
      }
      return faults
    }
  }

  private func report(
    resting rest: Duration?, structure: () async throws(StoreError) -> [String]
  ) async throws(StoreError) -> VerifyReport? {
    // The seal first: a log that grows meanwhile can only be longer than it.
    let seal = HeadFile.read(headPath)
    let sealed = try? seal.get().newest
    guard let check = try await chain(sealed: sealed, resting: rest) else { return nil }
    var faults = check.faults
    if case .failure(let fault) = seal { faults.append(fault) }
    let fileFaults = try await structure()
    if rest != nil, Task.isCancelled { return nil }
    return VerifyReport(
      records: check.records, head: check.head == .empty ? nil : check.head, sealed: sealed, faults: faults,
      fileFaults: fileFaults)
  }

  private func chain(sealed: LogHead?, resting rest: Duration?) async throws(StoreError) -> ChainCheck? {
    var check = ChainCheck(after: .empty, sealed: sealed)
    var isLonger = true
    while isLonger {
      if let rest, await !OrderStore.rest(rest) { return nil }
      let sofar = check
      (check, isLonger) = try await read { db in
        var next = sofar
        let isLonger = try next.advance(db)
        return (next, isLonger)
      }
    }
    check.finish()
    return check
  }

  /// Whether the check goes on afterwards.
  private static func rest(_ span: Duration) async -> Bool {
    // The sleep throws only when it is canceled, which is the answer.
    (try? await Task.sleep(for: span)) != nil
  }

  private func wholeFile() async throws(StoreError) -> [String] {
    try await read { db in
      let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(VerifyReport.faultLimit))")
      let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "foreign key: \($0)" }
      return lines.filter { $0 != "ok" } + orphans.prefix(VerifyReport.faultLimit)
    }
  }
}
