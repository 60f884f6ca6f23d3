#if NETWORK
  import Brokers
  import Foundation
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// Streams that are open, answer pings, and tell nothing.
  @Suite(.alone) struct MuteTests {
    /// Open, answering pings, and mute; and the next connection does not even greet.
    @Test func aMuteDataStreamIsConnectedAnew() async throws {
      let timing = MarketTiming(handshake: .seconds(2), silence: .seconds(2))
      let rig = try await VenueRig(market: timing)
      await rig.broker.watch(try #require(Symbol("AAPL")))
      try await rig.until("a quote") { $0.contains(where: \.isQuote) }
      try await rig.control("POST", "bands", #"{"symbol": "AAPL", "lower": "170.25", "upper": "199"}"#)
      try await rig.until("the bands") { $0.contains { if case .bands(_, _?) = $0 { true } else { false } } }
      try await rig.fault("mute-data")
      try await rig.until("it is found out") {
        $0.remarks.contains("market data: silent for 2s: connected anew")
      }
      try await Task.sleep(for: .seconds(2))
      let before = await rig.heard.count(where: \.isQuote)
      try await rig.noFaults()
      try await rig.until("quotes again") { $0.count(where: \.isQuote) > before }
      let forgotten = await rig.heard.contains { if case .bands(_, nil) = $0 { true } else { false } }
      #expect(!forgotten, "where the price stands at its band quotes stop, and the guard stays")
      await rig.end()
    }

    /// What is halted has nothing to tell, and a new connection would forget the halt.
    @Test func noHaltIsForgottenForASilence() async throws {
      let timing = MarketTiming(silence: .seconds(3), longestSilence: .seconds(3))
      let rig = try await VenueRig(market: timing)
      let symbol = try #require(Symbol("AAPL"))
      await rig.broker.watch(symbol)
      try await rig.until("a quote") { $0.contains(where: \.isQuote) }
      // Again and again: a machine that stops for three seconds is a silence, and a subscription made anew.
      let halted = BrokerEvent.halt(symbol, reason: "Trading Halt: News")
      try await rig.until("halted") {
        $0.contains(halted)
      } again: {
        try await rig.control("POST", "halts", #"{"symbol": "AAPL", "reason": "News"}"#)
      }
      try await rig.fault("mute-data")
      let start = await rig.heard.count
      try await Task.sleep(for: .seconds(7))
      let since = await rig.heard.dropFirst(start)
      #expect(!since.contains(.halt(symbol, reason: nil)))
      #expect(!Array(since).remarks.contains { $0.contains("silent") })
      await rig.end()
    }

    /// Fills that the stream swallowed come from the books, and the stream is no longer believed.
    @Test(arguments: ["lose-fill", "mute-stream"])
    func aMuteStreamIsFound(fault: String) async throws {
      let rig = try await VenueRig([fault])
      let order = try await rig.order(100)
      await rig.broker.submit(order, permit: { true })
      try await rig.until("answered") { !$0.outcomes(of: order.id).isEmpty }
      try await rig.until("the fill comes from the books") {
        $0.filled(of: order.id) == 100
      } again: {
        await rig.broker.query(order.id)
      }
      try await rig.until("the stream is found mute") { $0.remarks.contains { $0.contains("did not tell") } }
      try await rig.until("and connected anew") { $0.links.suffix(2) == [false, true] }
      await rig.end()
    }
  }
#endif
