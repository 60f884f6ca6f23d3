internal import GRDB
internal import SlicingCore

// The highest profit of the day: what the drawdown is measured from.

extension GuardTable {
  /// The highest profit of a day.
  typealias ProfitPeak = (date: TradeDate, peak: Notional)

  /// As stored; `.some(nil)` before the first, nil where it cannot be believed.
  static func peak(_ db: Database) throws -> ProfitPeak?? {
    guard let row = try Row.fetchOne(db, sql: "SELECT trade_date, peak FROM profit_peak WHERE id = 1") else {
      return nil
    }
    switch (row[0] as String?, row[1] as String?) {
    case (nil, nil): return .some(nil)
    case (let date?, let peak?):
      guard let date = TradeDate(date), let peak = Stored.signedNotional(peak) else { return nil }
      return (date, peak)
    default: return nil
    }
  }

  /// One row: a day's highest profit is of no use on the next.
  static func write(peak: Notional, of date: TradeDate, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO profit_peak (id, trade_date, peak) VALUES (1, ?, ?)
        ON CONFLICT (id) DO UPDATE SET trade_date = excluded.trade_date, peak = excluded.peak
        """, arguments: [date.description, peak.decimalText])
  }
}
