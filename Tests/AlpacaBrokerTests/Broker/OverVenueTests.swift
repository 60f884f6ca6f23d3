#if NETWORK
  import Brokers
  import Foundation
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  @Suite(.alone) struct OverVenueTests {
    @Test func theAccountIsReached() async throws {
      let rig = try await VenueRig()
      let broker = try #require(await rig.broker)
      #expect(broker.account.number.hasPrefix("PA") && broker.account.obstacle == nil)
      try await rig.until("the link is up") { $0.links == [true] }
      try await rig.until("the session is told") { heard in
        heard.contains { if case .session(.open) = $0 { true } else { false } }
      }
      await rig.end()
    }

    @Test func wrongKeysAreSaid() async throws {
      let rig = try await VenueRig(starts: false)
      await #expect(throws: AlpacaError.unauthorized("401 unauthorized.")) { try await rig.connect(key: "X") }
      await rig.end()
    }

    @Test func nobodyThereIsSaid() async throws {
      let rig = try await VenueRig(starts: false)
      await rig.end()
      await #expect {
        try await rig.connect()
      } throws: { error in
        guard case AlpacaError.unreachable(let words) = error else { return false }
        return words.contains("refused")
      }
    }

    @Test func anOrderIsAcceptedAndFills() async throws {
      let rig = try await VenueRig()
      let order = try await rig.order(450)
      await rig.broker.submit(order, permit: { true })
      // The stream may be faster than the answer.
      try await rig.until("the order fills") {
        $0.states(of: order.id).last == .filled && !$0.outcomes(of: order.id).isEmpty
      }
      let heard = await rig.heard
      #expect(heard.filled(of: order.id) == 450)
      guard case .accepted? = heard.outcomes(of: order.id).first else {
        return #expect(Bool(false), "\(heard.outcomes(of: order.id))")
      }
      await rig.end()
    }

    @Test func withoutAPermitNothingLeaves() async throws {
      let rig = try await VenueRig()
      let order = try await rig.order()
      await rig.broker.submit(order, permit: { false })
      try await rig.until("it is said") { !$0.outcomes(of: order.id).isEmpty }
      #expect(
        await rig.heard.outcomes(of: order.id) == [
          .notSent(reason: "stopped at the last moment", retryAfter: nil)
        ])
      await rig.broker.query(order.id)
      try await rig.until("the venue is asked") { !$0.answers(of: order.id).isEmpty }
      #expect(await rig.heard.answers(of: order.id) == [.absent])
      await rig.end()
    }

    @Test func theSecondUnderOneIDIsInDoubtAndFound() async throws {
      let rig = try await VenueRig()
      let order = try await rig.resting()
      await rig.broker.submit(order, permit: { true })
      try await rig.until("accepted") { $0.outcomes(of: order.id).count == 1 }
      await rig.broker.submit(order, permit: { true })
      try await rig.until("answered") { $0.outcomes(of: order.id).count == 2 }
      let outcomes = await rig.heard.outcomes(of: order.id)
      guard case .unknown(let words)? = outcomes.last else {
        return #expect(Bool(false), "\(outcomes)")
      }
      #expect(words.contains("has this id already"))
      await rig.broker.query(order.id)
      try await rig.until("found") { !$0.answers(of: order.id).isEmpty }
      let answers = await rig.heard.answers(of: order.id)
      guard case .found(let report)? = answers.first else {
        return #expect(Bool(false), "\(answers)")
      }
      #expect(report.submission == order && report.state == .working)
      await rig.end()
    }

    @Test func refusalsKeepTheBrokersWords() async throws {
      let rig = try await VenueRig()
      let odd = try await rig.order(50, .limit(try #require(Price(decimal: "190.123"))))
      await rig.broker.submit(odd, permit: { true })
      try await rig.until("refused") { !$0.outcomes(of: odd.id).isEmpty }
      let outcomes = await rig.heard.outcomes(of: odd.id)
      guard case .rejected(let words)? = outcomes.first else {
        return #expect(Bool(false), "\(outcomes)")
      }
      #expect(words.contains("422") && words.contains("sub-penny"))
      await rig.end()
    }

    @Test func aCancelEndsAnOrder() async throws {
      let rig = try await VenueRig()
      let order = try await rig.resting()
      await rig.broker.submit(order, permit: { true })
      try await rig.until("accepted") { $0.outcomes(of: order.id).count == 1 }
      await rig.broker.cancel(order.id, brokerOrderID: nil)
      try await rig.until("canceled") { $0.states(of: order.id).last == .canceled }
      try await rig.until("the cancel is answered") { $0.cancels(of: order.id) == [.accepted] }
      await rig.broker.cancel(order.id, brokerOrderID: nil)
      try await rig.until("refused the second time") { $0.cancels(of: order.id).count == 2 }
      guard case .refused? = await rig.heard.cancels(of: order.id).last else { return #expect(Bool(false)) }
      await rig.end()
    }

    /// Twenty orders and eight requests left: only the broker's own cancel-all can do that.
    @Test func manyCancelsAreOneWhereEverythingIsOurs() async throws {
      // Which are put together is a matter of milliseconds: where the machine stops among them, once more.
      for _ in 1...4 where try await manyCancelsAreOne() { return }
      Issue.record("many requests for the cancels of one moment")
    }

    private func manyCancelsAreOne() async throws -> Bool {
      let rig = try await VenueRig(rate: 36)
      // Is counted, and does nothing.
      try await rig.fault("hold-cancel=0")
      var orders: [Submission] = []
      for _ in 0..<20 {
        let order = try await rig.resting()
        orders.append(order)
        await rig.broker.submit(order, permit: { true })
      }
      let all = orders
      try await rig.until("accepted") { heard in all.allSatisfy { !heard.outcomes(of: $0.id).isEmpty } }
      // Without a wait between them: those of one moment are put together.
      let broker = try #require(await rig.broker)
      for order in all { broker.cancel(order.id, brokerOrderID: nil) }
      try await rig.until("canceled") { heard in
        all.allSatisfy {
          heard.states(of: $0.id).last == .canceled || heard.outcomes(of: $0.id).first?.isAccepted == false
        }
      }
      #expect(await rig.heard.states(of: all[0].id).last == .canceled)
      let isOne = try await rig.hasStruck("hold-cancel", times: 1)
      await rig.end()
      return isOne
    }

    @Test func anotherPersonsOrderIsLeftAlone() async throws {
      let rig = try await VenueRig()
      try await rig.placeTheirs()
      var orders: [Submission] = []
      for _ in 0..<6 {
        let order = try await rig.resting()
        orders.append(order)
        await rig.broker.submit(order, permit: { true })
      }
      let all = orders
      try await rig.until("accepted") { heard in all.allSatisfy { !heard.outcomes(of: $0.id).isEmpty } }
      for order in all { await rig.broker.cancel(order.id, brokerOrderID: nil) }
      try await rig.until("canceled") { heard in all.allSatisfy { heard.states(of: $0.id).last == .canceled }
      }
      await rig.broker.queryOpen()
      try await rig.until("listed") { heard in
        heard.contains { if case .openOrders = $0 { true } else { false } }
      }
      let foreign = await rig.heard.compactMap {
        if case .openOrders(.listed(_, let foreign), _) = $0 { foreign } else { nil }
      }
      #expect(foreign.last?.map(\.words) == ["buy 5 MSFT"])
      await rig.end()
    }

    @Test func aSweepFromOutsideCancelsOursOnly() async throws {
      let rig = try await VenueRig()
      try await rig.placeTheirs()
      let orders = [try await rig.resting(), try await rig.resting()]
      for order in orders { await rig.broker.submit(order, permit: { true }) }
      try await rig.until("accepted") { heard in orders.allSatisfy { !heard.outcomes(of: $0.id).isEmpty } }
      let start = ContinuousClock.now
      let sweep = try await AlpacaBroker.cancelOpen(
        Set(orders.map(\.id)), try rig.configuration(), patience: .seconds(300))
      #expect(sweep == CancelSweep(canceled: 2, stillOpen: []))
      #expect(ContinuousClock.now - start < .seconds(200), "the patience is not waited out")
      let open = String(decoding: try await rig.http("GET", "/v2/orders"), as: UTF8.self)
      #expect(open.contains("theirs") && !open.contains(orders[0].id.text))
      await rig.end()
    }

    @Test func quotesComeWithTheirDigits() async throws {
      let rig = try await VenueRig()
      await rig.broker.watch(try #require(Symbol("AAPL")))
      try await rig.until("a quote of now") { heard in
        guard case .quote(let quote)? = heard.last(where: \.isQuote) else { return false }
        return abs((WorldClock().now() - quote.at).microseconds) < 5_000_000
      }
      guard case .quote(let quote)? = await rig.heard.first(where: \.isQuote) else { return }
      #expect(quote.bid < quote.ask && quote.ask.isOnEntryGrid)
      await rig.end()
    }
  }

  extension SendOutcome {
    var isAccepted: Bool { if case .accepted = self { true } else { false } }
  }
#endif
