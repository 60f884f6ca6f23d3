internal import Glibc
public import SlicingCore

/// A paper venue's ledger, read: its truth, whoever believes what.
///
/// The file is text, one record a line, oldest first, each in a frame with a checksum (`LedgerFrame`):
/// ```
/// b18a3cc1 65 tranche-paper-ledger 1 42 2026-03-02T14:30:00.000000Z
/// … booked ORDER-ID AT EXPIRES|- CLIENT-ID SYMBOL SIDE QUANTITY TYPE LIMIT|- STOP|- TIME-IN-FORCE
/// … triggered ORDER-ID AT
/// … executed ORDER-ID AT EXECUTION-ID QUANTITY PRICE
/// … canceled ORDER-ID AT
/// … expired ORDER-ID AT
/// … replaced ORDER-ID AT NEW-ORDER-ID
/// … busted ORDER-ID AT EXECUTION-ID
/// … rejected ORDER-ID AT REASON CLIENT-ID SYMBOL SIDE QUANTITY TYPE LIMIT|- STOP|- TIME-IN-FORCE
/// ```
/// It only grows. A last line that was cut off while it was written is left out: nobody was told of it.
/// Anything else that is not as it was written is an error, never skipped.
public struct PaperLedger: Sendable {
  /// The first line.
  public let header: LedgerHeader
  /// Every event, oldest first.
  public let events: [ExchangeEvent]
  /// The orders, executions and account that follow from the events.
  public let books: VenueBooks
  /// Bytes of whole records; what follows was cut off while it was written.
  let validBytes: Int

  /// Every order ever booked or rejected, oldest first.
  public var orders: [VenueOrder] { books.orders }
  /// Every execution that was not taken back, by order.
  public var executions: [VenueExecution] { books.executions }

  /// Reads a ledger without touching it; another process may be writing it meanwhile.
  public static func read(
    _ path: String, startingCash: Notional = ExchangeConfiguration().startingCash
  ) throws(LedgerError) -> PaperLedger {
    let bytes = try LedgerFile.contents(path)
    guard let ledger = try PaperLedger(bytes, path: path, startingCash: startingCash) else {
      throw .damaged(path: path, line: 1, found: "it has no first line")
    }
    return ledger
  }

  /// When the last thing happened that the ledger at a path knows of; nil where there is no ledger yet.
  public static func lastInstant(_ path: String) throws(LedgerError) -> Instant? {
    guard access(path, F_OK) == 0 else { return nil }
    let cash = ExchangeConfiguration().startingCash
    let ledger = try PaperLedger(try LedgerFile.contents(path), path: path, startingCash: cash)
    return ledger.map { $0.books.lastAt ?? $0.header.createdAt }
  }

  /// Nil where not even the first line was finished: a ledger that was never told to anyone.
  init?(_ bytes: [UInt8], path: String, startingCash: Notional) throws(LedgerError) {
    var lines = LedgerLines(bytes: bytes, path: path)
    guard let first = try lines.next() else { return nil }
    guard case .header(let header) = first else {
      throw .damaged(path: path, line: 1, found: "the first line is not a ledger's")
    }
    var books = VenueBooks(cash: startingCash)
    var events: [ExchangeEvent] = []
    while let record = try lines.next() {
      guard case .event(let event) = record else {
        throw .damaged(path: path, line: lines.number, found: "a second first line")
      }
      do throws(BooksError) {
        try books.apply(event)
      } catch {
        throw .inconsistent(path: path, line: lines.number, error)
      }
      events.append(event)
    }
    self.header = header
    self.events = events
    self.books = books
    validBytes = lines.offset
  }
}

/// Walks over the lines of a ledger.
private struct LedgerLines {
  let bytes: [UInt8]
  let path: String
  /// Of the line read last, from 1.
  private(set) var number = 0
  /// Where the next line starts.
  private(set) var offset = 0

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The next record; nil at the end, and at a last line that was cut off.
  mutating func next() throws(LedgerError) -> LedgerRecord? {
    let rest = bytes[offset...]
    guard !rest.isEmpty else { return nil }
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      guard LedgerFrame.isTorn(rest) else { throw damaged("its end is missing and it is not cut off") }
      return nil
    }
    number += 1
    let text: String
    do throws(LedgerFrame.Problem) {
      text = try LedgerFrame.text(rest[..<end])
    } catch {
      throw damaged(error.rawValue)
    }
    guard let record = LedgerRecord(text) else { throw damaged("not a record: \(text.prefix(40))") }
    offset = end + 1
    return record
  }

  private func damaged(_ found: String) -> LedgerError {
    .damaged(path: path, line: max(number, 1), found: found)
  }
}
