import Glibc
import SlicingCore
import Testing

@testable import PaperExchange

/// A folder of its own that goes away with the test.
final class ScratchFolder {
  let path: String

  init() {
    var template = Array("/tmp/paper-ledger-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no scratch folder: \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["ledger", "copy", "faults"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  var ledger: String { "\(path)/ledger" }

  func write(_ bytes: [UInt8], to name: String = "copy") -> String {
    let file = "\(path)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { preconditionFailure("cannot write \(file): \(errno)") }
      rest = rest.dropFirst(count)
    }
    return file
  }
}

@Suite struct LedgerTests {
  private let folder = ScratchFolder()

  private func venue(seed: UInt64? = 42, at instant: Instant = monday) throws -> PaperVenue {
    try PaperVenue(ledgerPath: folder.ledger, seed: seed, at: instant)
  }

  /// A few orders of every kind of end.
  private func fill(_ venue: PaperVenue) throws {
    _ = try venue.submit(order("filled", "AAPL", .buy, 10), at: monday)
    _ = try venue.submit(order("-", "SIRI", .sell, 20_000, .limit(price("0.9712")), .gtc), at: monday)
    _ = try venue.submit(order("expired %\u{1b}[31m\né", "AAPL", .buy, 1, .limit(price("1.00"))), at: monday)
    _ = try venue.reject(order("rejected"), reason: "", at: monday)
    let type = OrderType.stopLimit(stop: price("200.00"), limit: price("201.00"))
    let working = try venue.submit(order("canceled", "AAPL", .buy, 5, type, .gtc), at: monday)
    _ = try venue.submit(order("triggered", "AAPL", .buy, 5, .stop(price("100.00"))), at: monday)
    _ = try venue.submit(order("working", "AAPL", .buy, 50, .limit(price("2.00")), .gtc), at: monday)
    _ = try venue.commit(at: monday + .seconds(5))
    try venue.cancel(working.id, at: monday + .seconds(6))
    _ = try venue.commit(at: monday + .seconds(86_400))
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    var venue: PaperVenue? = try venue()
    try fill(try #require(venue))
    let books = try #require(venue).exchange.books
    venue = nil
    let ledger = try PaperLedger.read(folder.ledger)
    #expect(ledger.header.seed == 42 && ledger.header.createdAt == monday)
    #expect(ledger.orders == books.orders)
    #expect(ledger.books.account == books.account)
    #expect(ledger.executions == books.executions && !ledger.executions.isEmpty)
    #expect(Set(ledger.orders.map(\.status.description)).count == 5)
    #expect(ledger.books.clientIDsBookedTwice.isEmpty)
  }

  @Test func theLastInstantIsThatOfTheLastEvent() throws {
    #expect(try PaperLedger.lastInstant(folder.ledger) == nil)
    #expect(try PaperLedger.lastInstant(folder.write(Array("half a".utf8))) == nil)
    let venue = try venue()
    #expect(try PaperLedger.lastInstant(folder.ledger) == monday)
    let later = monday + .seconds(3)
    _ = try venue.submit(order("a", "AAPL", .buy, 10), at: later)
    _ = try venue.commit(at: later)
    #expect(try PaperLedger.lastInstant(folder.ledger) == later)
  }

  @Test func anythingNotCommittedIsNotThere() throws {
    let venue = try venue()
    _ = try venue.submit(order("c1"), at: monday)
    #expect(try PaperLedger.read(folder.ledger).orders.isEmpty)
    _ = try venue.commit(at: monday)
    #expect(try PaperLedger.read(folder.ledger).orders.count == 1)
  }

  @Test func aReopenedVenueGoesOnAndItsIDsDoToo() throws {
    var open: PaperVenue? = try venue()
    let working = try #require(open).submit(order("w", "AAPL", .buy, 20_000), at: monday)
    _ = try #require(open).commit(at: monday)
    open = nil
    let again = try venue(seed: nil, at: monday + .seconds(60))
    #expect(throws: ExchangeRefusal.self) { try again.submit(order("w"), at: monday + .milliseconds(100)) }
    let events = try again.commit(at: monday + .seconds(60))
    let done = try #require(again.exchange.books.order(working.id))
    #expect(done.status == .filled)
    // The market went on while nobody looked: as it would have with the venue open.
    #expect(events.allSatisfy { $0.at < monday + .seconds(3) })
    #expect(Set(done.executions.map(\.id)).count == done.executions.count)
  }

  @Test func twoLedgersOfOneSeedShareNoIDs() throws {
    let other = ScratchFolder()
    let second = try PaperVenue(ledgerPath: other.ledger, seed: 42, at: monday + .seconds(1))
    let first = try venue()
    #expect(try first.submit(order(), at: monday).id != second.submit(order(), at: monday).id)
  }

  @Test func theSeedBelongsToTheLedger() throws {
    var open: PaperVenue? = try venue(seed: 42)
    open = nil
    #expect(open == nil)
    #expect(throws: LedgerError.otherSeed(path: folder.ledger, ledger: 42, asked: 43)) { try venue(seed: 43) }
    #expect(try venue(seed: nil).exchange.seed == 42)
  }

  @Test func oneProcessAtATime() throws {
    let holder = try venue()
    #expect(throws: LedgerError.inUse(path: folder.ledger)) { try venue() }
    withExtendedLifetime(holder) {}
  }

  @Test func nobodyElseMayReadIt() throws {
    _ = try venue()
    var status = stat()
    #expect(stat(folder.ledger, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  // MARK: Damage

  private func bytesOfAFullLedger() throws -> [UInt8] {
    try fill(try venue())
    return try LedgerFile.contents(folder.ledger)
  }

  /// Cut anywhere, it reads as the whole records before the cut; opened, it goes on from there.
  @Test func aTornEndIsDropped() throws {
    let bytes = try bytesOfAFullLedger()
    let whole = try PaperLedger.read(folder.ledger)
    let headerEnd = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    for cut in headerEnd + 1...bytes.count {
      let ledger = try #require(
        try PaperLedger(Array(bytes[..<cut]), path: "x", startingCash: Notional(dollars: 1_000_000)))
      let lines = bytes[..<cut].count { $0 == UInt8(ascii: "\n") }
      #expect(ledger.events == Array(whole.events.prefix(lines - 1)))
    }
  }

  @Test func aTornLedgerIsMendedWhenOpened() throws {
    let bytes = try bytesOfAFullLedger()
    let torn = folder.write(Array(bytes.dropLast(3)), to: "copy")
    let before = try PaperLedger.read(torn).events.count
    var venue: PaperVenue? = try PaperVenue(ledgerPath: torn, seed: nil, at: monday + .seconds(90_000))
    _ = try #require(venue).submit(order("after"), at: monday + .seconds(90_000))
    let added = try #require(venue).commit(at: monday + .seconds(90_000)).count
    venue = nil
    #expect(try PaperLedger.read(torn).events.count == before + added)
  }

  @Test func aLedgerThatWasNeverBegunIsBegunAnew() throws {
    for tail in ["", "b18a", "b18a3cc1 65 tranche-paper-led"] {
      let path = folder.write(Array(tail.utf8))
      _ = try PaperVenue(ledgerPath: path, seed: 3, at: monday)
      #expect(try PaperLedger.read(path).header.seed == 3)
    }
  }

  /// Every single bit-flipped byte is found, and no flip makes the reader lose more than it says.
  @Test func everyDamagedByteIsFound() throws {
    let venue = try venue()
    _ = try venue.submit(order("c1", "AAPL", .buy, 10), at: monday)
    _ = try venue.commit(at: monday)
    let bytes = try LedgerFile.contents(folder.ledger)
    for index in bytes.indices {
      for flip in [UInt8(1), 0x20, 0xff] {
        var damaged = bytes
        damaged[index] ^= flip
        #expect(throws: LedgerError.self, "byte \(index)") {
          _ = try PaperLedger(damaged, path: "x", startingCash: Notional(dollars: 1_000_000))
        }
      }
    }
  }

  @Test func linesLeftOutSwappedOrRepeatedAreFoundWhereTheyMatter() throws {
    let lines = try bytesOfAFullLedger().split(separator: UInt8(ascii: "\n")).map { Array($0) + [10] }
    func read(_ lines: [[UInt8]]) throws -> PaperLedger? {
      try PaperLedger(lines.flatMap(\.self), path: "x", startingCash: Notional(dollars: 1_000_000))
    }
    #expect(throws: LedgerError.self) { try read(Array(lines.dropFirst())) }
    #expect(throws: LedgerError.self) { try read([lines[0]] + lines.dropFirst(2)) }
    #expect(throws: LedgerError.self) { try read(lines + [lines[0]]) }
    #expect(throws: LedgerError.self) { try read(lines + [lines[1]]) }
    #expect(throws: LedgerError.self) { try read([lines[0], lines[2], lines[1]] + lines.dropFirst(3)) }
  }

  @Test func errorsNameTheLine() throws {
    var bytes = try bytesOfAFullLedger()
    let second = try #require(bytes.firstIndex(of: 10)) + 30
    bytes[second] ^= 1
    let path = folder.write(bytes)
    do {
      _ = try PaperVenue(ledgerPath: path, seed: nil, at: monday)
      Issue.record("a damaged ledger was opened")
    } catch {
      #expect(error.description == "\(path):2: damaged: its checksum does not match")
    }
  }

  @Test func aMissingLedgerIsAnError() {
    #expect(throws: LedgerError.io(path: folder.ledger, doing: "open", errno: ENOENT)) {
      try PaperLedger.read(folder.ledger)
    }
  }

  @Test func aFailedWriteClosesTheLedger() throws {
    // /dev/full takes no byte.
    let file = try LedgerFile(path: "/dev/full")
    #expect(throws: LedgerError.io(path: "/dev/full", doing: "append", errno: ENOSPC)) {
      try file.append("x")
    }
    #expect(throws: LedgerError.closedByFailure(path: "/dev/full")) { try file.append("x") }
  }

  // MARK: Without a console

  @Test func whatADeadConsoleLeftWorkingCanBeCanceled() throws {
    try fill(try venue())
    let now = monday + .seconds(90_000)
    let canceled = try PaperVenueMaintenance.cancelAll(ledgerPath: folder.ledger, at: now)
    #expect(canceled.map(\.terms.clientOrderID).contains("working"))
    #expect(canceled.allSatisfy { $0.status == .canceled })
    #expect(try PaperLedger.read(folder.ledger).books.openOrders.isEmpty)
    #expect(try PaperVenueMaintenance.cancelAll(ledgerPath: folder.ledger, at: now).isEmpty)
  }

  @Test func maintenanceCancelsOnlyWhatIsNamed() throws {
    try fill(try venue())
    let now = monday + .seconds(90_000)
    let ids: Set<String> = ["filled", "nobody"]
    #expect(try PaperVenueMaintenance.cancel(clientOrderIDs: ids, ledgerPath: folder.ledger, at: now).isEmpty)
    let named = try PaperVenueMaintenance.cancel(
      clientOrderIDs: ["working"], ledgerPath: folder.ledger, at: now)
    #expect(named.map(\.terms.clientOrderID) == ["working"])
  }

  @Test func maintenanceKeepsItsHandsOffALedgerInUse() throws {
    let holder = try venue()
    #expect(throws: LedgerError.inUse(path: folder.ledger)) {
      try PaperVenueMaintenance.cancelAll(ledgerPath: folder.ledger, at: monday)
    }
    withExtendedLifetime(holder) {}
  }

  // MARK: kill -9

  /// A process books orders, tells of each after its commit through a pipe, and is killed in the middle. All
  /// it told of are in the ledger.
  @Test func whatWasToldSurvivesAKill() async throws {
    let path = ledgerOfTheChild(parent: getpid())
    let told = "\(path).told"
    defer {
      unlink(path)
      unlink(told)
    }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let path = ledgerOfTheChild(parent: getppid())
      let venue = try PaperVenue(ledgerPath: path, seed: 1, at: monday)
      let descriptor = open("\(path).told", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      var random = SplitMix64(seed: UInt64(getpid()))
      for number in 0..<100_000 {
        let at = monday + .milliseconds(number * 40)
        _ = try venue.submit(order("k\(number)", "AAPL", .buy, 700), at: at)
        _ = try venue.commit(at: at)
        let line = Array("k\(number)\n".utf8)
        _ = write(descriptor, line, line.count)
        if number > 20, Int.random(in: 0..<20, using: &random) == 0 {
          _ = try venue.submit(order("after\(number)", "AAPL", .buy, 700), at: at)
          kill(getpid(), SIGKILL)
        }
      }
    }
    let ledger = try PaperLedger.read(path)
    let ids = String(decoding: try LedgerFile.contents(told), as: UTF8.self).split(separator: "\n")
    #expect(ids.count > 20)
    #expect(ledger.orders.map(\.terms.clientOrderID) == ids.map(String.init))
    #expect(try PaperVenue(ledgerPath: path, seed: nil, at: monday).exchange.books.orders == ledger.orders)
  }
}

private func ledgerOfTheChild(parent: pid_t) -> String { "/tmp/paper-ledger-kill-\(parent)" }
