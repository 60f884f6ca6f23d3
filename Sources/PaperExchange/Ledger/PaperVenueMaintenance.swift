public import SlicingCore

/// Acts at the paper venue while nobody runs it: a console that is gone cannot cancel what it left working.
///
/// Each call takes the ledger's lock, and throws `LedgerError.inUse` while another process, the console, has
/// it: then that one has to be asked. What the market did until `instant` happens first, so an order that
/// filled in the meantime is not canceled. `hours` are those of whoever runs the venue: they say when it
/// could.
public enum PaperVenueMaintenance {
  /// Cancels everything that works, and says which orders, as they then stand.
  public static func cancelAll(
    ledgerPath: String, at instant: Instant, hours: TradingHours = .aroundTheClock
  ) throws -> [VenueOrder] {
    try cancel(ledgerPath: ledgerPath, at: instant, hours) { _ in true }
  }

  /// Cancels the working orders under these client ids, and says which, as they then stand.
  public static func cancel(
    clientOrderIDs: Set<String>, ledgerPath: String, at instant: Instant,
    hours: TradingHours = .aroundTheClock
  ) throws -> [VenueOrder] {
    try cancel(ledgerPath: ledgerPath, at: instant, hours) { clientOrderIDs.contains($0.terms.clientOrderID) }
  }

  private static func cancel(
    ledgerPath: String, at instant: Instant, _ hours: TradingHours, where isMeant: (VenueOrder) -> Bool
  ) throws -> [VenueOrder] {
    // A ledger that is not there has no orders; opening it would begin one.
    _ = try PaperLedger.read(ledgerPath)
    let venue = try PaperVenue(
      ledgerPath: ledgerPath, seed: nil, at: instant, configuration: ExchangeConfiguration(hours: hours))
    _ = try venue.commit(at: instant)
    let meant = venue.exchange.books.openOrders.filter(isMeant)
    for order in meant { try venue.cancel(order.id, at: instant) }
    _ = try venue.commit(at: instant)
    return meant.compactMap { venue.exchange.books.order($0.id) }
  }
}
