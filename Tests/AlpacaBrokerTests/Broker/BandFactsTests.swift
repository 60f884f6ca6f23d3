#if NETWORK
  import Brokers
  import Foundation
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// Limit up and limit down, from the venue to the desk.
  @Suite(.alone) struct BandFactsTests {
    private let aapl: Symbol
    private let ko: Symbol

    init() throws {
      aapl = try #require(Symbol("AAPL"))
      ko = try #require(Symbol("KO"))
    }

    @Test func bandsAreToldAndForgottenOverABreak() async throws {
      let rig = try await VenueRig()
      await rig.broker.watch(aapl)
      try await rig.until("subscribed") { $0.contains(where: \.isQuote) }
      let body = #"{"symbol": "AAPL", "lower": "170.25", "upper": "199"}"#
      try await rig.control("POST", "bands", body)
      let bands = PriceBands(
        lower: try #require(Price(decimal: "170.25")), upper: try #require(Price(decimal: "199")))
      try await rig.until("told") { $0.contains(.bands(aapl, bands)) }
      try await rig.control("POST", "sockets/drop", "")
      try await rig.until("forgotten") { $0.last(where: \.isBands) == .bands(aapl, nil) }
      try await rig.control("POST", "bands", body)
      try await rig.until("told again") { $0.last(where: \.isBands) == .bands(aapl, bands) }
      try await rig.control("POST", "bands", #"{"symbol": "AAPL"}"#)
      try await rig.until("ended") { $0.last(where: \.isBands) == .bands(aapl, nil) }
      await rig.end()
    }

    @Test func bandsOfWhatIsNotWatchedAreNobodysBusiness() async throws {
      let rig = try await VenueRig()
      await rig.broker.watch(aapl)
      await rig.broker.watch(ko)
      try await rig.until("both") { heard in
        Set(heard.compactMap { if case .quote(let quote) = $0 { quote.symbol } else { nil } }).count == 2
      }
      try await rig.control("POST", "bands", #"{"symbol": "AAPL", "lower": "170.25", "upper": "199"}"#)
      try await rig.until("told") { $0.contains(where: \.isBands) }
      await rig.broker.unwatch(aapl)
      try await rig.until("forgotten with the symbol") { $0.last(where: \.isBands) == .bands(aapl, nil) }
      try await rig.control("POST", "bands", #"{"symbol": "AAPL", "lower": "170.25", "upper": "198"}"#)
      try await rig.control("POST", "bands", #"{"symbol": "KO", "lower": "60", "upper": "70"}"#)
      try await rig.until("the other's") { heard in
        heard.contains { if case .bands(ko, .some) = $0 { true } else { false } }
      }
      // The venue tells them again when a minute begins; the other one's, once forgotten, must not come.
      let bands = await rig.heard.filter(\.isBands)
      let forgotten = try #require(bands.firstIndex(of: .bands(aapl, nil)))
      let since = bands[forgotten...].dropFirst()
      #expect(since.allSatisfy { if case .bands(ko, _) = $0 { true } else { false } })
      await rig.end()
    }
  }

  extension BrokerEvent {
    fileprivate var isBands: Bool { if case .bands = self { true } else { false } }
  }
#endif
