#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import SlicingCore

  // After every connection of the stream: what it would have told meanwhile nobody tells again, so the books
  // are read, and until that is done nothing new goes out.
  extension AlpacaSession {
    func recover() {
      recoveryRound += 1
      let round = recoveryRound
      // At the start the desk takes the link for down already; that it is being connected is no alarm.
      if hasBeenUp { setLink(false, "reading the broker's books") }
      pollClock()
      listOrders(query: "status=open") { [weak self] open, trouble in
        guard let self, self.recoveryRound == round else { return }
        if let trouble { return self.recoverAgain(trouble) }
        self.recoverEnded(open, round)
      }
    }

    func recoverAgain(_ trouble: String) {
      setLink(false, "the broker's books cannot be read: \(trouble)")
      let round = recoveryRound
      after(recoveryBackoff.next()) { [weak self] in
        guard let self, self.recoveryRound == round, !self.isStopped else { return }
        self.recover()
      }
    }

    /// Orders that were not known to have ended and are not open any more.
    private func recoverEnded(_ open: [WireOrder], _ round: Int) {
      let listed = Set(open.compactMap(\.clientOrderID))
      let missing = tracked.filter { !listed.contains($0.key) }
      guard !missing.isEmpty else { return recoverFills(open, round) }
      let oldest = missing.values.map(\.since).min()
      listOrders(query: "status=all", since: oldest, until: Set(missing.keys)) {
        [weak self] orders, trouble in
        guard let self, self.recoveryRound == round else { return }
        if let trouble, orders.isEmpty { return self.recoverAgain(trouble) }
        // One that is in neither list has not arrived, or is older than the list: the desk asks for it by id.
        let ended = orders.filter { $0.clientOrderID.map { missing[$0] != nil } ?? false }
        self.recoverFills(open + ended, round)
      }
    }

    private func recoverFills(_ orders: [WireOrder], _ round: Int) {
      explain(orders) { [weak self] trouble in
        guard let self, self.recoveryRound == round else { return }
        if let trouble { return self.recoverAgain(trouble) }
        for order in orders { if let report = self.took(order) { self.say(.order(report)) } }
        self.recoverPositions(round)
      }
    }

    /// Everything that was missed is told: orders may leave.
    func recovered() {
      recoveryBackoff.succeeded()
      awaited.forget()
      market.hurry()
      setLink(true, "connected")
    }

    // MARK: Everything open

    /// The answer to the desk's own regular question.
    func queryOpen(askedAt: Instant) {
      listOrders(query: "status=open") { [weak self] orders, trouble in
        guard let self else { return }
        if let trouble { return self.say(.openOrders(.failed(reason: trouble), askedAt: askedAt)) }
        self.explain(orders) { trouble in
          if let trouble { return self.say(.openOrders(.failed(reason: trouble), askedAt: askedAt)) }
          var reports: [OrderReport] = []
          var foreign: [ForeignOrder] = []
          for order in orders {
            if let report = self.took(order) {
              reports.append(report)
            } else {
              foreign.append(ForeignOrder(brokerOrderID: order.id, words: order.words))
            }
          }
          self.say(.openOrders(.listed(reports, foreign: foreign), askedAt: askedAt))
        }
      }
    }

    // MARK: The broker's clock

    /// Asks for the time and the market's hours, now and again: often while there is something to trade.
    func pollClock() {
      guard !isStopped, !isAskingClock else { return }
      clockTimer.cancel()
      isAskingClock = true
      let askedAt = now
      read("/v2/clock") { [weak self] reading in
        guard let self else { return }
        self.isAskingClock = false
        self.hasAskedClock = true
        self.clockAskedAt = askedAt
        if case .value(let value) = reading, let clock = ClockReading(value) {
          self.took(clock, askedAt: askedAt)
        }
        self.scheduleClock()
      }
    }

    private func took(_ reading: ClockReading, askedAt: Instant) {
      if clockSkew.take(reading.timestamp, askedAt: askedAt, answeredAt: now) { say(.clockSkew(skew)) }
      session = reading
      let opens = reading.nextOpen + bellSkew
      let closes = reading.nextClose + bellSkew
      let session: MarketSession = reading.isOpen ? .open(closesAt: closes) : .closed(opensAt: opens)
      guard session != toldSession else { return }
      toldSession = session
      say(.session(session))
    }

    /// The skew in whole seconds: measured anew every time, it must not move the bells by microseconds.
    private var bellSkew: TimeSpan {
      let half: Int64 = skew.microseconds < 0 ? -500_000 : 500_000
      return .seconds(Int((skew.microseconds + half) / 1_000_000))
    }

    private func scheduleClock() {
      guard !clockTimer.isSet, !isStopped else { return }
      let isBusy = !tracked.isEmpty || !market.wanted.isEmpty
      var delay = TimeSpan.seconds(isBusy ? 30 : 300)
      // Right after the bell, whichever it is.
      for bell in [session?.nextOpen, session?.nextClose].compactMap({
        $0.map { $0 + skew + .milliseconds(200) }
      })
      where bell > now { delay = min(delay, bell - now) }
      let wait = TimeAmount.microseconds(max(delay, .seconds(1)).microseconds)
      clockTimer.set(in: wait, on: loop) { [weak self] in self?.pollClock() }
    }

    /// Quotes from the future: the broker's clock is not where it was. There are many quotes and one clock.
    func suspectClock() {
      if clockAskedAt.map({ now - $0 > .seconds(10) }) ?? true { pollClock() }
    }
  }
#endif
