import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct AwaitedFillsTests {
  private let start = Instant(microseconds: 1_795_618_800_000_000)

  @Test func whatTheStreamDoesNotTellIsMissing() {
    var fills = AwaitedFills()
    fills.booked("o", 70, at: start)
    fills.booked("o", 30, at: start + .seconds(1))
    #expect(fills.missing(before: start) == 1 && fills.missing(before: start + .seconds(1)) == 2)
    fills.told("o", "e1", 70, isNamed: true)
    fills.told("p", "e2", 30, isNamed: true)
    #expect(fills.missing(before: start + .seconds(9)) == 1)
    fills.forget()
    #expect(fills.isEmpty)
  }

  /// Of two quick ones both messages may have the total of both: which is which shows by what they bring.
  @Test func messagesWithAWrongTotalAreMatchedInEitherOrder() {
    var fills = AwaitedFills()
    fills.told("o", "e1", 70, isNamed: false)
    fills.told("o", "e1", 70, isNamed: false)
    fills.booked("o", 70, at: start)
    fills.booked("o", 30, at: start)
    #expect(fills.missing(before: start) == 1)
    fills.told("o", "e2", 30, isNamed: true)
    #expect(fills.isEmpty)
    fills.booked("o", 70, at: start)
    #expect(!fills.isEmpty, "one message is one execution")
  }

  @Test func aMessageThatHasItsNameIsNoExcuseForALaterOne() {
    var fills = AwaitedFills()
    fills.told("o", "e1", 50, isNamed: true)
    fills.booked("o", 50, at: start)
    #expect(fills.missing(before: start) == 1)
  }
}
