import Testing

@testable import SlicingCore

/// What a broker writes is kept whole in meaning, bounded in length, and drives nothing.
@Suite struct BrokerTextTests {
  static let hostile = [
    "", String(repeating: "A", count: 20_000), "\u{1B}[2J\u{7}", "two\r\nlines\0cut",
    "\u{202E}dellif\u{200B}",
    String(repeating: "e\u{301}", count: 3000), "settled-1-100", "hashed-1", "\u{7F}\u{9B}m",
  ]

  @Test(arguments: hostile)
  func aReasonIsBoundedAndWithoutControls(text: String) {
    let kept = BrokerText.reason(text)
    #expect(kept.unicodeScalars.count <= BrokerText.longestReason + 1)
    #expect(!kept.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    #expect(!kept.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{200B}" })
  }

  @Test func anOrdinaryReasonIsKeptAsItIs() {
    for text in ["insufficient buying power", "zu wenig Geld für AAPL"] {
      #expect(BrokerText.reason(text) == text)
    }
  }

  @Test(arguments: hostile)
  func anIDIsShortPlainAndItsOwn(text: String) {
    let kept = BrokerText.id(text)
    #expect(kept.utf8.count <= BrokerText.longestID && kept.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    #expect(BrokerText.id(text + "x") != kept, "two ids became one")
    #expect(BrokerText.verbatim(kept) == nil, "the venue never called it that")
  }

  @Test func anOrdinaryIDIsTheVenuesOwn() {
    let id = "904837e3-3b76-47ec-b432-046db621571b"
    #expect(BrokerText.id(id) == id)
    #expect(BrokerText.verbatim(id) == id)
  }

  /// SQLite takes a string for ended at its first zero: two executions would have been one row.
  @Test func executionsThatDifferBehindAZeroAreTwo() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    try desk.fill(id, 40, as: "a\0one")
    try desk.fill(id, 30, as: "a\0two")
    try desk.fill(id, 30, as: "a\0two")
    #expect(desk.shares(parent).filled == 70)
  }

  /// It would have been taken for what a person settled, and withdrawn with the next fill.
  @Test func aVenuesIDIsNeverTakenForASettlement() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    try desk.fill(id, 40, as: "settled-\(id)-40")
    try desk.fill(id, 30, as: "x")
    #expect(desk.shares(parent).filled == 70)
  }

  /// The second of two without an id would have been taken for the first told again.
  @Test func executionsWithoutAnIDCountOnceEach() throws {
    var (desk, parent, id) = try DeskHarness.sent()
    desk.accept(id)
    let first = try desk.fill(id, 40, as: "")
    try desk.fill(id, 30, as: "")
    desk.handle(.execution(first))
    #expect(desk.shares(parent).filled == 70)
  }

  /// What was hashed is no id of the venue's: the cancel goes by the client id.
  @Test func anOrderUnderAnUnprintableIDIsCanceledByItsClientID() throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .accepted(brokerOrderID: "\u{1B}[31m")))
    let effects = desk.desk.handle(.command(.cancelSlice(id), by: DeskHarness.trader), at: desk.now)
    #expect(effects.contains(.cancel(id, brokerOrderID: nil)))
  }

  @Test(arguments: hostile)
  func everyAnswerIsTakenWhateverItSays(text: String) throws {
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.link(up: true, reason: text))
    desk.handle(.storage(failure: text))
    desk.handle(.storage(failure: nil))
    desk.handle(.sent(id, attempt: 1, .unknown(reason: text)))
    #expect(desk.desk.slice(id)?.status == .unknown)
    desk.handle(.cancelAnswered(id, .refused(reason: text)))
    desk.handle(.cancelAnswered(id, .unknown(reason: text)))
    desk.handle(.answered(id, .failed(reason: text), askedAt: desk.now))
    desk.handle(
      .openOrders(.listed([], foreign: [ForeignOrder(brokerOrderID: text, words: text)]), askedAt: desk.now))
    desk.handle(.order(try desk.report(id, .rejected(reason: text))))
    #expect(desk.desk.slice(id)?.status == .rejected)
    #expect(desk.log.allSatisfy { $0.reason.unicodeScalars.count < 1000 && !$0.reason.contains("\0") })
  }

  @Test(arguments: hostile)
  func everyRefusalToSendIsTakenWhateverItSays(text: String) throws {
    for outcome in [SendOutcome.rejected(reason: text), .unauthorized(reason: text)] {
      var (desk, _, id) = try DeskHarness.sent()
      desk.handle(.sent(id, attempt: 1, outcome))
      #expect(desk.desk.slice(id)?.status == .rejected)
    }
    var (desk, _, id) = try DeskHarness.sent()
    desk.handle(.sent(id, attempt: 1, .notSent(reason: text, retryAfter: nil)))
    #expect(desk.desk.slice(id)?.status == .sending)
  }
}
