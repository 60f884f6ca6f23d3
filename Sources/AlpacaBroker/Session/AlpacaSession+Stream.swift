#if NETWORK
  internal import Brokers
  internal import SlicingCore

  // What the streams tell.
  extension AlpacaSession {
    func took(_ news: TradeStreamNews) {
      guard !isStopped else { return }
      switch news {
      case .listening:
        listeningSince = now
        recover()
      case .update(let update): took(update)
      case .odd(let words): remark("the stream sent \(words)")
      case .lagging(let words): broke(words)
      case .lively:
        // What was sent while it did not answer may yet come, or may not.
        listeningSince = now
        recover()
      case .down(let words): broke(words)
      case .refused(let words): remark(words)
      }
    }

    private func broke(_ reason: String) {
      recoveryRound += 1
      awaited.forget()
      listeningSince = nil
      setLink(false, reason)
    }

    private func took(_ update: TradeUpdate) {
      // Somebody else's order: the list of open orders shows it, and there it is said once.
      guard let id = update.order.clientOrderID else { return }
      if let fill = update.fill { took(fill, of: id, update) }
      if update.takesBack { tookBack(update, of: id) }
      let event = update.event
      guard TradeUpdate.plainEvents.contains(event), let report = took(update.order) else {
        if !update.takesBack, !TradeUpdate.plainEvents.contains(event) {
          remark("the broker's event \(event.prefix(40)) is not known here: the order is read again")
        }
        return askOne(id, askedAt: now)
      }
      say(.order(report))
    }

    private func took(_ fill: TradeUpdate.Fill, of id: ClientOrderID, _ update: TradeUpdate) {
      guard let cumulative = update.order.filled, cumulative >= fill.quantity else {
        remark("an execution of order \(update.order.id) does not fit its total: the order is read again")
        return askOne(id, askedAt: now)
      }
      let (orderID, quantity) = (update.order.id, fill.quantity)
      let place = fills.place(
        orderID: orderID, executionID: update.executionID, quantity: quantity, cumulative: cumulative)
      awaited.told(orderID, update.executionID, quantity, isNamed: place != .unclear)
      // The order in a message may be newer than its execution: of two quick ones the first then has the
      // total of both, and would be told again under its own by the books. They name it.
      if place == .unclear { return askOne(id, askedAt: now) }
      let name = fills.add(
        orderID: orderID, executionID: update.executionID, quantity: quantity, cumulative: cumulative)
      guard let name else { return }
      count(fill.quantity, of: update.order)
      say(
        .execution(
          Execution(
            executionID: name, clientOrderID: id, quantity: fill.quantity, price: fill.price, at: fill.at)))
    }

    /// A bust or a correction. What it was called here is known for what the stream told in this life;
    /// anything else only a person can put right.
    private func tookBack(_ update: TradeUpdate, of id: ClientOrderID) {
      // Whether its name is known or not: what is held has changed.
      let order = update.order.submission
      if let order {
        telling.moved(order.symbol)
        telling.owe(order.symbol)
        settled(order.symbol)
      }
      guard let executionID = update.executionID, let known = fills.known(executionID: executionID) else {
        return say(
          .remark(
            "the broker took back or changed an execution of order \(update.order.id), and which is not known "
              + "here: compare its books with the fills"))
      }
      fills.takeBack(executionID)
      if let order { positions.count(known.quantity, order.side.opposite, order.symbol) }
      say(.bust(executionID: known.name, clientOrderID: id))
    }
  }
#endif
