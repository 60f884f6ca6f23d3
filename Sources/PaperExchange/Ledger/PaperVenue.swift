public import SlicingCore

/// The paper exchange with its ledger: what a process runs that wants to be the venue.
///
/// Calls work in memory; nothing they did may be told to anyone before `commit` has returned, because a crash
/// until then undoes it. One commit carries everything since the last, so that orders that come together wait
/// for one flush together.
///
/// Not Sendable: `commit` blocks on the disk, so it belongs to one thread of its own.
public final class PaperVenue {
  /// The exchange. Ask it what you like; it knows more than the ledger until the next commit.
  public private(set) var exchange: PaperExchange
  /// The ledger's first line.
  public let header: LedgerHeader
  private let file: LedgerFile

  /// The seed of a new ledger where nobody chose one.
  public static let defaultSeed: UInt64 = 1

  /// Opens a ledger, or begins one at `instant`. Nil for the seed means the ledger's own. Orders that were
  /// working go on, and what they would have done meanwhile happens with the next `advance`.
  public init(
    ledgerPath: String, seed: UInt64?, at instant: Instant,
    configuration: ExchangeConfiguration = ExchangeConfiguration()
  ) throws(LedgerError) {
    file = try LedgerFile(path: ledgerPath)
    let bytes = try LedgerFile.contents(ledgerPath)
    let ledger = try PaperLedger(bytes, path: ledgerPath, startingCash: configuration.startingCash)
    if let ledger {
      if let seed, seed != ledger.header.seed {
        throw .otherSeed(path: ledgerPath, ledger: ledger.header.seed, asked: seed)
      }
      header = ledger.header
      if ledger.validBytes < bytes.count { try file.truncate(to: ledger.validBytes) }
    } else {
      header = LedgerHeader(seed: seed ?? PaperVenue.defaultSeed, createdAt: instant)
      if !bytes.isEmpty { try file.truncate(to: 0) }
      try file.append(LedgerFrame.line(LedgerRecord.header(header).text))
    }
    var configuration = configuration
    configuration.idSalt = UInt64(bitPattern: header.createdAt.microseconds)
    configuration.tape = configuration.tape?.starting(at: header.createdAt)
    exchange = PaperExchange(seed: header.seed, configuration: configuration, books: ledger?.books)
  }

  /// `PaperExchange.submit`.
  public func submit(_ terms: NewOrder, at instant: Instant) throws(ExchangeRefusal) -> VenueOrder {
    try exchange.submit(terms, at: instant)
  }

  /// `PaperExchange.reject`.
  public func reject(
    _ terms: NewOrder, reason: String, at instant: Instant
  ) throws(ExchangeRefusal) -> VenueOrder {
    try exchange.reject(terms, reason: reason, at: instant)
  }

  /// `PaperExchange.replace`.
  public func replace(
    _ orderID: String, with terms: NewOrder, at instant: Instant
  ) throws(ExchangeRefusal) -> VenueOrder {
    try exchange.replace(orderID, with: terms, at: instant)
  }

  /// `PaperExchange.fill`.
  public func fill(_ orderID: String, at instant: Instant) throws(ExchangeRefusal) {
    try exchange.fill(orderID, at: instant)
  }

  /// `PaperExchange.bust`.
  public func bust(_ executionID: String, at instant: Instant) throws(ExchangeRefusal) {
    try exchange.bust(executionID, at: instant)
  }

  /// `PaperExchange.cancel`.
  public func cancel(_ orderID: String, at instant: Instant) throws(ExchangeRefusal) {
    try exchange.cancel(orderID, at: instant)
  }

  /// Lets time pass, puts everything that happened since the last commit on disk, and only then hands it out.
  public func commit(at instant: Instant) throws(LedgerError) -> [ExchangeEvent] {
    let events = exchange.advance(to: instant)
    if !events.isEmpty {
      try file.append(events.map { LedgerFrame.line(LedgerRecord.event($0).text) }.joined())
    }
    return events
  }
}
