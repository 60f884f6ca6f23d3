import PaperExchange
import SlicingCore
import Testing

@testable import Brokers

/// What is told of account and market beside orders.
@Suite struct PaperSessionMarketTests {
  /// Monday, 16:00 in New York, and Tuesday, 9:30.
  private let closes = monday + .seconds(6 * 3600)
  private let opens = monday + .seconds(23 * 3600 + 1800)

  @Test func aVenueThatNeverClosesTellsNoSession() throws {
    var desk = try Desk()
    #expect(desk.beginning.map(\.word) == ["up"])
    #expect(desk.run(.seconds(86_400)).isEmpty && desk.session.nextDeadline == nil)
  }

  @Test func everyBellIsToldAtItsInstant() throws {
    var desk = try Desk(hours: .regular)
    #expect(desk.beginning == [.session(.open(closesAt: closes)), .link(up: true, reason: "paper exchange")])
    let told = desk.runTimed(.seconds(86_400))
    #expect(told.map(\.at) == [closes, opens])
    #expect(
      told.map(\.event) == [
        .session(.closed(opensAt: opens)), .session(.open(closesAt: closes + .seconds(86_400))),
      ])
  }

  /// A machine that slept over three bells hears where it woke up.
  @Test func afterASleepThePresentIsTold() throws {
    var desk = try Desk(hours: .regular)
    desk.now = monday + .seconds(2 * 86_400)
    let events = desk.session.deliver(at: desk.now)
    #expect(events == [.session(.open(closesAt: closes + .seconds(2 * 86_400)))])
    #expect(desk.session.nextDeadline == closes + .seconds(2 * 86_400))
  }

  @Test func whatComesAfterTheCloseIsRejectedInWords() throws {
    var desk = try Desk(hours: .regular, from: closes)
    desk.submit(submission())
    #expect(
      desk.run(.seconds(1)).map(\.word) == [
        "rejected the market is closed; it opens on 2026-03-03 at 09:30:00 in New York"
      ])
    desk.now = opens
    desk.submit(submission(2))
    #expect(desk.run(.seconds(1)).map(\.word).contains("accepted"))
  }

  @Test func aDayOrderExpiresAtTheClose() throws {
    var desk = try Desk(hours: .regular)
    desk.submit(submission(1, "AAPL", .buy, 10, farBelow))
    let told = desk.runTimed(.seconds(6 * 3600 + 1))
    let end = try #require(told.first { $0.event.word == "order expired" })
    #expect(end.at >= closes && end.at - closes <= .milliseconds(8))
  }

  @Test func aWatchedSymbolHasItsVolumeAndPosition() throws {
    var desk = try Desk()
    desk.watch("AAPL")
    let events = desk.run(.seconds(1))
    #expect(events.map(\.word) == ["volume AAPL", "position AAPL 0"])
    let volume = desk.session.venue.exchange.averageVolume(symbol("AAPL"), before: NewYork.date(of: monday))
    #expect(events.first == .averageVolume(symbol("AAPL"), volume) && volume > 1_000_000)
    desk.watch("AAPL")
    #expect(!desk.run(.seconds(1)).map(\.word).contains("volume AAPL"), "told once")
  }

  /// Whatever the order of telling: the position told last and the executions told after it make what the
  /// venue holds.
  @Test func positionAndExecutionsAfterItAreWhatIsHeld() throws {
    for wait in [0, 3, 300, 2000] {
      var desk = try Desk()
      desk.submit(submission(1, "AAPL", .sell, 9000))
      var events = desk.run(.milliseconds(wait))
      desk.watch("AAPL")
      events += desk.run(.seconds(20))
      #expect(counted(events) == -9000, "watched after \(wait) ms")
    }
  }

  /// An execution from just before a reconnect is on its way still: the position that counts it comes behind
  /// it, or the desk would count it twice.
  @Test func positionAndExecutionsAreWhatIsHeldOverABreakToo() throws {
    var undisturbed = try Desk()
    undisturbed.submit(submission(1, "AAPL", .sell, 9000))
    let made: [Instant] = undisturbed.run(.seconds(20)).compactMap {
      if case .execution(let execution) = $0 { execution.at } else { nil }
    }
    let execution = try #require(made.first { $0 > monday + .seconds(1) })
    for wait in 0...2 {
      let reconnect = Int((execution - monday).microseconds / 1000) + wait
      var desk = try Desk("at 100ms: disconnect \(reconnect - 100)ms")
      desk.submit(submission(1, "AAPL", .sell, 9000))
      desk.watch("AAPL")
      let events = desk.run(.seconds(20))
      #expect(events.map(\.word).contains("down") && counted(events) == -9000, "\(wait) ms after it")
    }
  }

  private func counted(_ events: [BrokerEvent]) -> Int? {
    var known: Int?
    for event in events {
      switch event {
      case .position(_, let shares): known = shares.count
      case .execution(let execution): known = known.map { $0 - execution.quantity.count }
      default: break
      }
    }
    return known
  }

  @Test func aReconnectTellsEverythingBeforeTheLinkIsUp() throws {
    var desk = try Desk("on submit symbol MSFT: disconnect 10s", hours: .regular)
    desk.submit(submission(1, "AAPL", .buy, 30))
    desk.watch("KO")
    _ = desk.run(.seconds(5))
    desk.submit(submission(2, "MSFT"))
    let words = desk.run(.seconds(30)).map(\.word).drop { $0 != "down" }.dropFirst()
    let until = words.prefix { $0 != "up" }.filter { $0 != "unknown" }
    #expect(
      until == [MarketSession.open(closesAt: closes).words, "position AAPL 30", "position KO 0", "volume KO"])
    #expect(words.contains("up"))
  }

  @Test func whatIsSoldMeanwhileIsToldAsNone() throws {
    var desk = try Desk("on submit order 2: disconnect 10s booked")
    desk.submit(submission(1, "AAPL", .buy, 30))
    desk.watch("AAPL")
    _ = desk.run(.seconds(5))
    desk.session.watched = []
    desk.submit(submission(2, "AAPL", .sell, 30))
    #expect(
      desk.run(.seconds(30)).map(\.word).filter { $0 != "unknown" } == ["down", "position AAPL 0", "up"])
  }

  @Test func aBreakRightAfterTheReconnectIsTheLastWord() throws {
    var desk = try Desk("at 10s: disconnect 5s\nat 15001ms: disconnect 5s")
    desk.watch("KO")
    var words: [String] = []
    // An answer on its way keeps the line busy beyond the second break.
    words += desk.run(.milliseconds(14_999)).map(\.word)
    desk.query(9)
    words += desk.run(.milliseconds(20)).map(\.word)
    #expect(words.filter { ["up", "down"].contains($0) }.last == "down", "\(words)")
    #expect(desk.run(.seconds(10)).map(\.word).last == "up")
  }

  /// An answer may bring executions the desk never heard of; the position told before counts them already.
  @Test func afterAnAnswerWithExecutionsThePositionIsToldAgain() throws {
    var desk = try Desk("on submit: lose reports")
    desk.submit(submission())
    _ = desk.run(.seconds(5))
    desk.query()
    #expect(desk.run(.seconds(1)).map(\.word) == ["found filled", "position AAPL 20"])
    desk.query(9)
    #expect(desk.run(.seconds(1)).map(\.word) == ["absent"])
  }
}
