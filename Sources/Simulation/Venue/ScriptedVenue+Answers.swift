internal import SlicingCore

extension ScriptedVenue {
  // MARK: Cancels

  mutating func cancel(_ id: ClientOrderID, at now: Instant, _ faults: inout Faults) {
    guard let order = index[id], orders[order].visibleAt <= now else {
      return posts.append(Post(.orders, .cancelAnswered(id, .refused(reason: faults.text("not found")))))
    }
    guard orders[order].isWorking else {
      return posts.append(Post(.orders, .cancelAnswered(id, .refused(reason: faults.text("not open")))))
    }
    if faults.strike(.cancelRefused) {
      lastRefusal = now
      return posts.append(
        Post(.orders, .cancelAnswered(id, .refused(reason: faults.text("busy, try again")))))
    }
    if faults.strike(.cancelRace) {
      let open = orders[order].open
      execute(order, quantity: Shares(random.within(1...open.count)), at: now, &faults)
    }
    if !orders[order].isWorking {
      return posts.append(Post(.orders, .cancelAnswered(id, .refused(reason: faults.text("filled")))))
    }
    posts.append(Post(.orders, .cancelAnswered(id, .accepted)))
    let open = orders[order].open
    end(order, as: .canceled)
    // Past its own word: an execution after the end it reported.
    if faults.strike(.lateFill) {
      execute(order, quantity: Shares(random.within(1...open.count)), isAfterEnd: true, at: now, &faults)
    }
  }

  // MARK: Questions

  /// - Parameters:
  ///   - askedAt: on the desk's clock, handed back with the answer.
  ///   - asked: when that was by the venue's clock.
  mutating func answer(
    _ id: ClientOrderID, askedAt: Instant, asked: Instant, at now: Instant, _ faults: inout Faults
  ) {
    if faults.strike(.queryFailed) {
      return reply(id, .failed(reason: faults.text("504")), askedAt)
    }
    guard let order = index[id], orders[order].visibleAt <= now else { return reply(id, .absent, askedAt) }
    if faults.strike(.foreignPayload) {
      return reply(id, .found(foreign(orders[order].report())), askedAt)
    }
    if faults.strike(.staleSnapshot) {
      // A snapshot may lag, but not behind the longest delay: what was promised to be visible is.
      let age = capabilities.longestDelay.map { asked - orders[order].sentAt < $0 } ?? true
      if age, random.chance(perMille: 300) { return reply(id, .absent, askedAt) }
      let count = random.below(orders[order].executions.count + 1)
      if count < orders[order].executions.count || !orders[order].isWorking {
        return reply(id, .found(orders[order].report(after: count)), askedAt)
      }
    }
    if faults.strike(.emptyReport) {
      ledger.append(.denied(id))
      return reply(id, .absent, askedAt)
    }
    if faults.strike(.partialReport) {
      return reply(
        id, .found(orders[order].report(listing: random.below(orders[order].executions.count + 1))), askedAt)
    }
    let isBare = faults.strike(.bareReport)
    reply(id, .found(orders[order].report(isBare: isBare)), askedAt)
  }

  private mutating func reply(_ id: ClientOrderID, _ answer: QueryAnswer, _ askedAt: Instant) {
    posts.append(Post(.queries, .answered(id, answer, askedAt: askedAt)))
  }

  private func foreign(_ report: OrderReport) -> OrderReport {
    let ours = report.submission
    let theirs = Submission(
      id: ours.id, attempt: 1, symbol: ours.symbol, side: ours.side.opposite, quantity: ours.quantity,
      type: ours.type, timeInForce: ours.timeInForce)
    return OrderReport(
      submission: theirs, brokerOrderID: report.brokerOrderID, state: report.state,
      createdAt: report.createdAt, executions: [], filled: .zero)
  }
}
