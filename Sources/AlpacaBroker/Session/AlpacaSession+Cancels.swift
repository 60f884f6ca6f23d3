#if NETWORK
  internal import AlpacaWire
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore

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

    /// Where everything open on the account is to be canceled, the broker's own cancel-all does it in one
    /// request; else one by one. No new order leaves between the list and the cancel, and one that is on its
    /// way makes it one by one: a cancel-all would hit it too.
    private func sweep(_ wanted: [ClientOrderID: String?]) {
      isSweeping = true
      listOrders(query: "status=open", use: .cancel) { [weak self] open, trouble in
        guard let self else { return }
        let strangers = open.contains { $0.clientOrderID.map { wanted[$0] == nil } ?? true }
        // Also one that was booked after the list was made and has its answer already.
        let isMore = self.tracked.keys.contains { wanted[$0] == nil }
        guard trouble == nil, !strangers, !isMore else {
          self.sweepEnded()
          return self.cancelEach(wanted)
        }
        let listed = Dictionary(open.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for id in wanted.keys where !open.contains(where: { $0.clientOrderID == id }) {
          self.say(.cancelAnswered(id, .refused(reason: "not open at the broker")))
        }
        self.cancelAll(listed)
      }
    }

    private func cancelAll(_ listed: [String: WireOrder]) {
      guard !listed.isEmpty else { return sweepEnded() }
      request(.DELETE, "/v2/orders", use: .cancel) { [weak self] result in
        guard let self else { return }
        defer { self.sweepEnded() }
        var answers: [String: CancelAnswer] = [:]
        if case .answer(let answer) = result, (200...207).contains(answer.status),
          case .array(let rows)? = answer.json
        {
          for row in rows {
            guard let id = row["id"]?.text else { continue }
            let isDone = ["200", "204"].contains(row["status"]?.digits ?? "")
            answers[id] = isDone ? .accepted : .unknown(reason: "the broker could not cancel it")
          }
        }
        for (brokerOrderID, order) in listed.sorted(by: { $0.key < $1.key }) {
          guard let id = order.clientOrderID else { continue }
          self.say(
            .cancelAnswered(id, answers[brokerOrderID] ?? .unknown(reason: "cancel-all: \(result.words)")))
        }
      }
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
