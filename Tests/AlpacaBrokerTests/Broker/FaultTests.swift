#if NETWORK
  import Brokers
  import Foundation
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// What goes wrong in the real service, switched on at the venue: whatever the messages do, in the end
  /// every share is told, once.
  @Suite(.alone) struct FaultTests {
    /// An order is sent under a fault and settled as the desk would: by asking until it is known.
    private func filledUnder(_ fault: String, count: Int = 3) async throws -> [BrokerEvent] {
      let rig = try await VenueRig()
      try await rig.fault(fault)
      var orders: [Submission] = []
      for _ in 0..<count {
        let order = try await rig.order(250)
        orders.append(order)
        await rig.broker.submit(order, permit: { true })
      }
      let all = orders
      let asking = Task {
        while true {
          try await Task.sleep(for: .seconds(1))
          for order in all where await rig.heard.filled(of: order.id) < 250 {
            await rig.broker.query(order.id)
          }
        }
      }
      defer { asking.cancel() }
      try await rig.until("every order fills under \(fault)") { heard in
        all.allSatisfy { heard.filled(of: $0.id) >= 250 && !heard.outcomes(of: $0.id).isEmpty }
      }
      let heard = await rig.heard
      for order in all {
        #expect(heard.filled(of: order.id) == 250, "\(fault)")
        let totals = heard.executions(of: order.id).map(\.executionID)
        #expect(Set(totals).count == totals.count)
      }
      await rig.end()
      return heard
    }

    @Test(arguments: [
      "answer-504", "drop-answer", "fill-before-answer", "duplicate-fill", "swap-frames", "total-ahead",
      "replay-frames=10",
      "drop-socket-mid-fill*2", "hide-order*2",
    ])
    func everyShareIsToldOnce(fault: String) async throws { _ = try await filledUnder(fault) }

    /// Fills of 70 and 30, and the first message has the order as it is after both: a total of 100.
    @Test func aTotalThatIsAheadIsNotBelieved() async throws {
      let rig = try await VenueRig(["total-ahead"])
      let order = try await rig.order(700)
      await rig.broker.submit(order, permit: { true })
      try await rig.until("it fills") { $0.filled(of: order.id) >= 700 }
      #expect(try await rig.faultTable().contains("total-ahead\":"), "the venue told it so")
      // A share told twice would come now; so would a stream that is taken for mute.
      try await Task.sleep(for: .seconds(4))
      let heard = await rig.heard
      #expect(heard.filled(of: order.id) == 700, "\(heard.executions(of: order.id))")
      #expect(heard.links == [true] && !heard.remarks.contains { $0.contains("did not tell") })
      await rig.end()
    }

    /// Several orders at the broker, to be canceled at once.
    private func working(_ count: Int, _ rig: VenueRig) async throws -> [Submission] {
      var orders: [Submission] = []
      for _ in 0..<count { orders.append(try await rig.resting()) }
      for order in orders { await rig.broker.submit(order, permit: { true }) }
      let all = orders
      try await rig.until("accepted") { heard in all.allSatisfy { !heard.outcomes(of: $0.id).isEmpty } }
      return orders
    }

    /// What a halt can do without, it does not wait for: not even for the ten seconds any list may take.
    @Test func manyCancelsDoNotWaitForAListThatHangs() async throws {
      try await Promise.expect("cancels past a list that hangs", within: .seconds(6)) {
        let rig = try await VenueRig(sweepPatience: .seconds(1))
        let orders = try await working(6, rig)
        try await rig.fault("hold-list=600")
        let broker = try #require(await rig.broker)
        let start = ContinuousClock.now
        for order in orders { broker.cancel(order.id, brokerOrderID: nil) }
        try await rig.until("canceled") { heard in
          orders.allSatisfy { heard.cancels(of: $0.id) == [.accepted] }
        }
        let took = ContinuousClock.now - start
        await rig.end()
        return took
      }
    }

    @Test func whereCancelAllHangsTheyAreAskedForOneByOne() async throws {
      // Enough for the list; the cancel-all is given up after twice as long.
      let rig = try await VenueRig(sweepPatience: .seconds(5))
      let orders = try await working(6, rig)
      try await rig.fault("hold-cancel=600*1")
      let broker = try #require(await rig.broker)
      for order in orders { broker.cancel(order.id, brokerOrderID: nil) }
      try await rig.until("answered") { heard in
        orders.allSatisfy { heard.cancels(of: $0.id).count == 1 && heard.states(of: $0.id).last == .canceled }
      }
      await rig.end()
    }

    @Test func anAnswerThatIsLostIsUnknown() async throws {
      for fault in ["answer-504", "drop-answer"] {
        let heard = try await filledUnder(fault, count: 1)
        let outcomes = heard.compactMap { if case .sent(_, _, let outcome) = $0 { outcome } else { nil } }
        guard case .unknown? = outcomes.first else { return #expect(Bool(false), "\(outcomes)") }
      }
    }

    /// While the link is down nothing leaves, and before the books are read it is not up.
    @Test func aBrokenStreamBlocksUntilTheBooksAreRead() async throws {
      let rig = try await VenueRig()
      let resting = try await rig.resting()
      await rig.broker.submit(resting, permit: { true })
      // By the stream, too, which then has nothing left to tell.
      try await rig.until("accepted") {
        !$0.outcomes(of: resting.id).isEmpty && $0.states(of: resting.id).last == .working
      }
      try await rig.fault("refuse-upgrade")
      try await rig.control("POST", "sockets/drop", "")
      try await rig.until("link down") { $0.links.last == false }
      let blocked = try await rig.order()
      await rig.broker.submit(blocked, permit: { true })
      try await rig.until("not sent") { !$0.outcomes(of: blocked.id).isEmpty }
      let outcomes = await rig.heard.outcomes(of: blocked.id)
      guard case .notSent(let words, _)? = outcomes.first else {
        return #expect(Bool(false), "\(outcomes)")
      }
      #expect(words.hasPrefix("link down"))
      // Canceled behind its back: only the books can tell.
      try await rig.http("DELETE", "/v2/orders")
      #expect(await rig.heard.states(of: resting.id).last == .working)
      try await rig.noFaults()
      try await rig.until("up again") { $0.links.last == true }
      #expect(await rig.heard.states(of: resting.id).last == .canceled, "told before the link was up")
      await rig.end()
    }

    /// Even where the moment its headers name is over by our clock, as when a minute has just begun.
    @Test(arguments: [0, -120])
    func aRateRefusalIsNotSentAndSaysWhen(jump: Int) async throws {
      let rig = try await VenueRig()
      try await rig.control("POST", "clock", #"{"jump_seconds": \#(jump)}"#)
      try await rig.fault("answer-429")
      let order = try await rig.order()
      await rig.broker.submit(order, permit: { true })
      try await rig.until("answered") { !$0.outcomes(of: order.id).isEmpty }
      let outcomes = await rig.heard.outcomes(of: order.id)
      guard case .notSent(let words, let wait?)? = outcomes.first else {
        return #expect(Bool(false), "\(outcomes)")
      }
      #expect(words.hasPrefix("429") && wait > .zero && wait <= .seconds(60))
      await rig.end()
    }

    @Test func aPageForBrowsersIsUnauthorized() async throws {
      let rig = try await VenueRig()
      try await rig.fault("answer-401-html")
      let order = try await rig.order()
      await rig.broker.submit(order, permit: { true })
      try await rig.until("answered") { !$0.outcomes(of: order.id).isEmpty }
      let outcomes = await rig.heard.outcomes(of: order.id)
      guard case .unauthorized(let words)? = outcomes.first else {
        return #expect(Bool(false), "\(outcomes)")
      }
      #expect(words == "401 Unauthorized")
      await rig.end()
    }

    @Test func aLateRejectionKeepsItsOrder() async throws {
      let rig = try await VenueRig(["reject-later"])
      let order = try await rig.order()
      await rig.broker.submit(order, permit: { true })
      try await rig.until("rejected") { heard in
        heard.states(of: order.id).contains { if case .rejected = $0 { true } else { false } }
      }
      await rig.end()
    }

    @Test func aClockThatJumpsIsMeasured() async throws {
      let rig = try await VenueRig()
      await rig.broker.watch(try #require(Symbol("AAPL")))
      try await rig.until("a quote") { $0.contains(where: \.isQuote) }
      try await rig.control("POST", "clock", #"{"jump_seconds": 3600}"#)
      try await rig.until("the skew is told") { heard in
        heard.contains { if case .clockSkew(let skew) = $0 { skew < .seconds(-3590) } else { false } }
      }
      try await rig.until("quotes are of now again") { heard in
        guard case .quote(let quote)? = heard.last(where: \.isQuote) else { return false }
        return abs((WorldClock().now() - quote.at).microseconds) < 3_000_000
      }
      await rig.end()
    }
  }
#endif
