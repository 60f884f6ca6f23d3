#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  // Cancels: never refused for the rate, because a share of it is theirs alone and because many of them
  // become one where nothing but ours is open.
  extension AlpacaSession {
    /// Asks for a cancel. Those of one moment are put together.
    func cancel(_ id: ClientOrderID, brokerOrderID: String?) {
      guard !cancelsWaiting.contains(id) else { return }
      if cancels.isEmpty { after(.milliseconds(2)) { [weak self] in self?.askCancels() } }
      cancels[id] = .some(brokerOrderID ?? tracked[id]?.brokerOrderID)
    }

    private func askCancels() {
      guard !isSweeping else { return }
      let wanted = cancels
      cancels = [:]
      guard wanted.count > AlpacaSession.fewRequests else { return cancelEach(wanted) }
      sweep(wanted)
    }

    private func cancelEach(_ wanted: [ClientOrderID: String?]) {
      for (id, brokerOrderID) in wanted.sorted(by: { $0.key.text < $1.key.text }) {
        if let brokerOrderID { cancelOne(id, brokerOrderID) } else { cancelUnseen(id) }
      }
    }

    /// One by one, as the rate allows; what has to wait for it waits here and is asked for as soon as it may.
    func cancelOne(_ id: ClientOrderID, _ brokerOrderID: String) {
      guard budget.allows(.cancel, at: now) else {
        cancelsWaiting.insert(id)
        // A second at most: the rate may be free again before it was thought to be.
        after(.microseconds(min(budget.wait(.cancel, at: now), .seconds(1)).microseconds)) { [weak self] in
          self?.cancelsWaiting.remove(id)
          self?.cancelOne(id, brokerOrderID)
        }
        return
      }
      request(.DELETE, "/v2/orders/\(brokerOrderID)", use: .cancel) { [weak self] result in
        self?.say(.cancelAnswered(id, AnswerMeaning.cancel(result)))
      }
    }

    /// The broker's id is not known: its answer to the order was lost. The order is looked up first.
    private func cancelUnseen(_ id: ClientOrderID) {
      read("/v2/orders:by_client_order_id?client_order_id=\(id.text)", use: .cancel) { [weak self] reading in
        guard let self else { return }
        switch reading {
        case .absent: self.say(.cancelAnswered(id, .refused(reason: "the broker does not have it")))
        case .failed(let reason): self.say(.cancelAnswered(id, .unknown(reason: reason)))
        case .value(let value):
          guard let order = WireOrder(value), order.clientOrderID == id else {
            return self.say(.cancelAnswered(id, .unknown(reason: "the answer is not the order")))
          }
          self.cancelOne(id, order.id)
        }
      }
    }

    // MARK: Many at once

    /// For the list of open orders: a halt does not wait for what it can do without.
    private var listLimit: TimeAmount { .microseconds(configuration.sweepPatience.microseconds) }

    /// Where everything open on the account is to be canceled, the broker's own cancel-all does it in one
    /// request; else one by one. No new order leaves between the list and the cancel, and one that is on its
    /// way makes it one by one: a cancel-all would hit it too. So does a list that takes its time.
    private func sweep(_ wanted: [ClientOrderID: String?]) {
      isSweeping = true
      let deadline = LoopTimer()
      deadline.set(in: listLimit, on: loop) { [weak self] in self?.sweepEachInstead(wanted) }
      listOrders(query: "status=open", use: .cancel, limit: listLimit) {
        [weak self] open, trouble in
        // An answer that comes after its time is no news any more: new orders may have left since.
        guard let self, deadline.isSet else { return }
        deadline.cancel()
        // What was to be canceled since belongs to the same halt.
        let late = self.cancels
        let all = wanted.merging(late) { first, _ in first }
        let known = Set(open.compactMap(\.clientOrderID))
        let strangers = open.contains { $0.clientOrderID.map { all[$0] == nil } ?? true }
        // Also one that was booked after the list was made and has its answer already.
        let isMore = self.tracked.keys.contains { all[$0] == nil } || !known.isSuperset(of: late.keys)
        guard trouble == nil, !strangers, !isMore else { return self.sweepEachInstead(wanted) }
        self.cancels = [:]
        let listed = Dictionary(open.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for id in wanted.keys where !known.contains(id) {
          self.say(.cancelAnswered(id, .refused(reason: "not open at the broker")))
        }
        self.cancelAll(listed)
      }
    }

    private func cancelAll(_ listed: [String: WireOrder]) {
      guard !listed.isEmpty else { return sweepEnded() }
      let orders = listed.values.filter { $0.clientOrderID != nil }.sorted { $0.id < $1.id }
      request(.DELETE, "/v2/orders", use: .cancel, limit: listLimit * 2) { [weak self] result in
        guard let self else { return }
        if case .lost = result {
          // It may be done, or not: asked for one by one, what is over is only refused.
          let ids = orders.compactMap { order in order.clientOrderID.map { ($0, Optional(order.id)) } }
          return self.sweepEachInstead(Dictionary(ids, uniquingKeysWith: { first, _ in first }))
        }
        let answers = CancelAllAnswer(result)
        // An error that stays would keep the desk asking for all at once: what was not taken is asked for by
        // itself, but for the rate, which forbids just that.
        let isRate = if case .answer(let answer) = result { answer.status == 429 } else { false }
        var left: [ClientOrderID: String?] = [:]
        for order in orders {
          guard let id = order.clientOrderID else { continue }
          let meaning = answers.meaning(order.id, result)
          if meaning == .accepted || isRate {
            self.say(.cancelAnswered(id, meaning))
          } else {
            left[id] = order.id
          }
        }
        if left.isEmpty { self.sweepEnded() } else { self.sweepEachInstead(left) }
      }
    }

    private func sweepEachInstead(_ wanted: [ClientOrderID: String?]) {
      sweepEnded()
      cancelEach(wanted)
    }

    private func sweepEnded() {
      isSweeping = false
      if !cancels.isEmpty { askCancels() }
    }
  }

  extension HTTPResult {
    /// For a message about one that did not do what was asked.
    var words: String {
      switch self {
      case .forbidden: "not sent"
      case .notSent(let reason), .lost(let reason): reason
      case .answer(let answer): answer.words
      }
    }
  }
#endif
