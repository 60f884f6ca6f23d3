#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import Synchronization

  // New orders, and questions about one.
  extension AlpacaSession {
    /// Hands a new order over. The permit is asked by the last handler before the bytes; so is the link, for
    /// an order that waited a moment for a free connection.
    func submit(_ submission: Submission, permit: @escaping SendPermit) {
      let (id, attempt) = (submission.id, submission.attempt)
      if let refusal = refusal() { return say(.sent(id, attempt: attempt, refusal)) }
      track(id, brokerOrderID: nil, submission.symbol, submission.side)
      let isPermitted: SendPermit = { [flag] in
        flag.isUp.load(ordering: .sequentiallyConsistent) && permit()
      }
      request(
        .POST, "/v2/orders", use: .order, body: OrderBody.json(submission), permit: isPermitted
      ) { [weak self] in self?.submitted(submission, $0) }
    }

    /// Why an order is not even tried; definite, nothing of it has left.
    private func refusal() -> SendOutcome? {
      guard isUp else { return .notSent(reason: "link down: \(downReason)", retryAfter: nil) }
      if isSweeping { return .notSent(reason: "everything is being canceled", retryAfter: .seconds(1)) }
      guard budget.allows(.order, at: now) else {
        return .notSent(reason: "the broker's rate is used up", retryAfter: budget.wait(.order, at: now))
      }
      return nil
    }

    private func submitted(_ submission: Submission, _ result: HTTPResult) {
      let outcome = AnswerMeaning.outcome(result, of: submission.id, at: now - skew)
      switch outcome {
      case .accepted(let brokerOrderID):
        // Told by the stream already, with its end: then it is not tracked any more.
        if tracked[submission.id] != nil {
          track(submission.id, brokerOrderID: brokerOrderID, submission.symbol, submission.side)
        }
      case .rejected, .notSent, .unauthorized: forget(submission.id)
      case .unknown: break
      }
      say(.sent(submission.id, attempt: submission.attempt, timed(outcome, by: result)))
    }

    /// A refusal for the rate always says when to try again: where its headers do not, or name a moment that
    /// is over by our clock (a minute just began, or the clocks differ), the budget has set one, and would
    /// refuse the order until then.
    private func timed(_ outcome: SendOutcome, by result: HTTPResult) -> SendOutcome {
      guard case .notSent(let reason, nil) = outcome, case .answer(let answer) = result, answer.status == 429
      else { return outcome }
      return .notSent(reason: reason, retryAfter: budget.wait(.order, at: now))
    }

    /// An order that is over, or never was.
    func forget(_ id: ClientOrderID) {
      if let known = tracked.removeValue(forKey: id) { settled(known.symbol) }
    }

    func track(_ id: ClientOrderID, brokerOrderID: String?, _ symbol: Symbol, _ side: Side) {
      let known = tracked[id]
      if known == nil { telling.moved(symbol) }
      tracked[id] = Tracked(
        brokerOrderID: brokerOrderID ?? known?.brokerOrderID, since: known?.since ?? now, symbol: symbol,
        side: side)
    }

    // MARK: Questions

    /// Asks for an order by client id. Questions of one moment are put together: after a broken link there
    /// are as many as there are orders, and the rate is limited.
    func query(_ id: ClientOrderID, askedAt: Instant) {
      if questions.isEmpty { after(.milliseconds(5)) { [weak self] in self?.askQuestions() } }
      questions[id] = askedAt
    }

    private func askQuestions() {
      // Whose an order is shows by when it was made, and that is compared by two clocks.
      guard hasAskedClock else {
        after(.milliseconds(20)) { [weak self] in self?.askQuestions() }
        return
      }
      let asked = questions
      questions = [:]
      guard asked.count > AlpacaSession.fewRequests else {
        for (id, askedAt) in asked.sorted(by: { $0.key.text < $1.key.text }) { askOne(id, askedAt: askedAt) }
        return
      }
      let oldest = asked.keys.map { tracked[$0]?.since ?? now - AlpacaSession.untrackedAge }.min() ?? now
      listOrders(query: "status=all", since: oldest, until: Set(asked.keys)) { [weak self] orders, _ in
        guard let self else { return }
        let found = orders.filter { $0.clientOrderID.map { asked[$0] != nil } ?? false }
        self.explain(found) { _ in
          for order in found {
            if let id = order.clientOrderID { self.answer(id, order, askedAt: asked[id] ?? self.now) }
          }
          let missing = Set(asked.keys).subtracting(found.compactMap(\.clientOrderID))
          for id in missing.sorted(by: { $0.text < $1.text }) {
            self.askOne(id, askedAt: asked[id] ?? self.now)
          }
        }
      }
    }

    /// How old an order may be of which only its id is known.
    private static let untrackedAge = TimeSpan.seconds(36 * 3600)

    func askOne(_ id: ClientOrderID, askedAt: Instant) {
      read("/v2/orders:by_client_order_id?client_order_id=\(id.text)") { [weak self] reading in
        guard let self else { return }
        switch reading {
        case .absent:
          // Should it turn up after all, the stream or a list brings it back.
          if let known = self.tracked[id], askedAt - known.since > AlpacaBroker.longestDelay {
            self.forget(id)
          }
          self.say(.answered(id, .absent, askedAt: askedAt))
        case .failed(let reason): self.say(.answered(id, .failed(reason: reason), askedAt: askedAt))
        case .value(let value):
          guard let order = WireOrder(value), order.clientOrderID == id else {
            return self.say(.answered(id, .failed(reason: "the answer is not the order"), askedAt: askedAt))
          }
          self.explain([order]) { _ in self.answer(id, order, askedAt: askedAt) }
        }
      }
    }

    private func answer(_ id: ClientOrderID, _ order: WireOrder, askedAt: Instant) {
      guard let report = took(order) else {
        return say(
          .answered(
            id, .failed(reason: "the broker's order cannot be read: \(order.words)"), askedAt: askedAt))
      }
      say(.answered(id, .found(report), askedAt: askedAt))
    }

    /// A look at an order of ours: what is remembered of it, and what the desk is told.
    func took(_ order: WireOrder) -> OrderReport? {
      guard let id = order.clientOrderID, let report = order.report(skew: skew) else { return nil }
      if !order.status.isKnown {
        remark("the broker's status \(order.status.word.prefix(40)) is not known here; taken for working")
      }
      if order.status.isTerminal {
        forget(id)
      } else {
        track(id, brokerOrderID: order.id, report.submission.symbol, report.submission.side)
      }
      return report
    }
  }
#endif
