internal import GRDB
public import SlicingCore

extension OrderStore {
  /// Everything a desk needs to come up. Reads the unfinished parents and those of `today`: entered then, or
  /// filled then, because what they made or lost is counted then. So it takes as long as a day is busy,
  /// however old the file.
  public func load(today: TradeDate) async throws(StoreError) -> StoredDesk {
    let wallNow = wall()
    return try await read { db in
      let guards = try GuardTable.read(db, wallNow: wallNow)
      let parents = try OrderStore.parentsToLoad(db, today: today)
      let clock = try Row.fetchOne(db, sql: "SELECT instant, speed FROM world_clock WHERE id = 1")
      return StoredDesk(
        books: try parents.map { try OrderStore.book(db, $0) },
        fills: try parents.flatMap { try OrderQueries.fills(db, of: $0.id) }, kill: guards.kill,
        breaker: guards.breaker, guardFault: guards.fault,
        lastOrdinal: try Int.fetchOne(db, sql: OrderQueries.lastOrdinal) ?? 0, profitPeak: guards.profitPeak,
        rehearsalClock: try clock.map(OrderStore.rehearsalClock))
    }
  }

  private static func parentsToLoad(_ db: Database, today: TradeDate) throws -> [Parent] {
    let open = try OrderQueries.parents(db, OrderQueries.openParents)
    let entered = try OrderQueries.parents(db, OrderQueries.parentsOn, [today.description])
    let midnight = NewYork.endOfDay(TradeDate(daysSinceEpoch: today.daysSinceEpoch - 1))
    let filled = try OrderQueries.parents(db, OrderQueries.parentsFilledSince, [midnight.description])
    var known: Set<ClientOrderID> = []
    return (open + entered + filled).map(\.parent).filter { known.insert($0.id).inserted }
      .sorted { ($0.createdAt, $0.ordinal) < ($1.createdAt, $1.ordinal) }
  }

  private static func book(_ db: Database, _ parent: Parent) throws -> ParentBook {
    let slices = try OrderQueries.slices(db, ofParent: parent.id)
    // A gap would be a row somebody removed; the book's own precondition must not be what finds it.
    for (number, slice) in slices.enumerated() where slice.number != number {
      throw StoreError.unreadable(row: "orders \(slice.id)", column: "slice_num", value: "\(slice.number)")
    }
    return ParentBook(parent: parent, slices: slices)
  }

  private static func rehearsalClock(_ row: Row) throws -> RehearsalClock {
    guard let instant = Instant(rfc3339: row[0] as String) else {
      throw StoreError.unreadable(row: "world_clock 1", column: "instant", value: row[0])
    }
    return RehearsalClock(instant: instant, speed: row[1])
  }
}
