#if NETWORK
  import Brokers
  import Foundation
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  @Suite(.alone) struct OverVenueHaltTests {
    /// A watched symbol in a halt, of which the broker has told.
    private func halted() async throws -> (VenueRig, Symbol) {
      let rig = try await VenueRig()
      let symbol = try #require(Symbol("AAPL"))
      await rig.broker.watch(symbol)
      try await rig.until("subscribed") { $0.contains(where: \.isQuote) }
      try await rig.control("POST", "halts", #"{"symbol": "AAPL", "reason": "News"}"#)
      try await rig.until("halted") { $0.contains(.halt(symbol, reason: "Trading Halt: News")) }
      return (rig, symbol)
    }

    @Test func aHaltFromBeforeABreakIsNotBelievedAfterIt() async throws {
      let (rig, symbol) = try await halted()
      try await rig.control("POST", "sockets/drop", "")
      try await rig.until("forgotten") { $0.contains(.halt(symbol, reason: nil)) }
      try await rig.until("said") { $0.remarks.contains { $0.hasPrefix("AAPL was halted") } }
      await rig.end()
    }

    /// Nobody would tell its end, and it would block the symbol for the rest of the day.
    @Test func aHaltEndsWithTheWatching() async throws {
      let (rig, symbol) = try await halted()
      await rig.broker.unwatch(symbol)
      try await rig.until("forgotten") { $0.contains(.halt(symbol, reason: nil)) }
      try await rig.until("said") {
        $0.remarks.contains { $0.hasPrefix("AAPL was halted when its quotes were ended") }
      }
      await rig.broker.watch(symbol)
      let next = BrokerEvent.halt(symbol, reason: "Trading Halt: More news")
      // Until the subscription is in force, which nothing tells.
      try await rig.until("the next is told") {
        $0.contains(next)
      } again: {
        try await rig.control("POST", "halts", #"{"symbol": "AAPL", "reason": "More news"}"#)
      }
      await rig.end()
    }

    @Test func aHaltAndItsEndAreTold() async throws {
      let (rig, symbol) = try await halted()
      try await rig.control("POST", "halts", #"{"symbol": "AAPL"}"#)
      try await rig.until("trading") {
        $0.last { if case .halt = $0 { true } else { false } } == .halt(symbol, reason: nil)
      }
      await rig.end()
    }
  }
#endif
