internal import GRDB

extension OrderStore {
  /// Checks the whole event log against its hashes and the head file, and the file's own structure. Changes
  /// nothing, and may run while orders are written: what is appended meanwhile is checked too.
  public func verify() async throws(StoreError) -> VerifyReport {
    // The seal first: a log that grows meanwhile can only be longer than it.
    let seal = HeadFile.read(headPath)
    let sealed = try? seal.get().newest
    var check = ChainCheck(after: .empty, sealed: sealed)
    var isLonger = true
    while isLonger {
      let sofar = check
      (check, isLonger) = try await read { db in
        var next = sofar
        let isLonger = try next.advance(db)
        return (next, isLonger)
      }
    }
    check.finish()
    var faults = check.faults
    if case .failure(let fault) = seal { faults.append(fault) }
    return VerifyReport(
      records: check.records, head: check.head == .empty ? nil : check.head, sealed: sealed, faults: faults,
      fileFaults: try await fileFaults())
  }

  private func fileFaults() async throws(StoreError) -> [String] {
    try await read { db in
      let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(VerifyReport.faultLimit))")
      let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "foreign key: \($0)" }
      return lines.filter { $0 != "ok" } + orphans.prefix(VerifyReport.faultLimit)
    }
  }
}
