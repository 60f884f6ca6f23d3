// Entering an order: the same checks for the preview and for the confirmed ticket.

extension Desk {
  /// What would happen if the order were confirmed now. Pure: the form calls it on every key.
  public func preview(
    _ request: OrderRequest, repeatNumber: Int, pastClose: PastClose = .refuse, at now: Instant
  ) -> Result<OrderPreview, Refusal> {
    do throws(Refusal) {
      if let (scope, engagement) = kill.covering(request.symbol) { throw .killed(engagement, scope: scope) }
      guard firmAllowsTrading else { throw .firm(firm) }
      guard breaker.allowsTrading else { throw .breaker(breaker.state) }
      if let storageFailure { throw .storageDown(storageFailure) }
      if holdsForLink { throw .linkDown(link.reason) }
      let plan = try plan(request, repeatNumber: repeatNumber, pastClose: pastClose, at: now)
      if parentIndex[plan.parentID] != nil {
        throw .duplicate(
          existing: plan.parentID, next: try nextRepeat(of: request, pastClose: pastClose, at: now))
      }
      // The remainder goes to the first slices, and a plan has one.
      let largest = plan.slices[0].quantity
      let notional = referencePrice(of: request, arrival: nil).map { $0 * request.quantity }
      let findings = orderFindings(request, largestSlice: largest, at: now)
      return .success(OrderPreview(plan: plan, notional: notional, findings: findings))
    } catch {
      return .failure(error)
    }
  }

  private func plan(
    _ request: OrderRequest, repeatNumber: Int, pastClose: PastClose, at now: Instant
  ) throws(Refusal) -> Plan {
    let today = NewYork.date(of: now)
    let ordinal = books.count { $0.parent.tradeDate == today }
    do throws(PlanError) {
      let close = planningClose(at: now)
      let context = PlanContext(
        now: now, offset: PlanContext.offset(ofParent: ordinal), repeatNumber: repeatNumber,
        desk: settings.deskName, close: close,
        shortens: pastClose == .shorten || isMeantToClose(request, close, on: today),
        opensAt: try planningOpening(at: now), lead: armingLead)
      return try TWAPSlicer.plan(request, context: context)
    } catch {
      throw .plan(error)
    }
  }

  /// Nothing is planned past it: the close where it is known, New York's midnight at the latest. Before the
  /// opening no broker tells the close: there it is the calendar's. Where the day turns out to be shorter,
  /// the order ends with it.
  private func planningClose(at now: Instant) -> Instant {
    let midnight = NewYork.endOfDay(NewYork.date(of: now))
    #if PLANTED_BUGS
      if PlantedBug.plannedPastTheClose.isOn { return midnight }
    #endif
    switch session {
    case .open(let closesAt): return min(closesAt, midnight)
    case .closed(let opensAt?):
      let close = TradingCalendar.session(on: NewYork.date(of: opensAt))?.closesAt
      return close.map { $0 > opensAt ? min($0, midnight) : midnight } ?? midnight
    case .closed(nil), .aroundTheClock, nil: return midnight
    }
  }

  /// Nothing is planned before it; nil where the market is open.
  private func planningOpening(at now: Instant) throws(PlanError) -> Instant? {
    switch session {
    case nil: throw .sessionUnknown
    case .aroundTheClock: return nil
    case .open(let closesAt):
      guard now < closesAt else { throw .marketClosed(opensAt: nil) }
      return nil
    case .closed(let opensAt):
      guard let opensAt else { throw .marketClosed(opensAt: nil) }
      return opensAt
    }
  }

  /// `until 16:00` means to the close, and the parent's offset within the second must not carry it past. A
  /// plan that runs longer by what was typed is refused: cut, its slices would be larger than agreed to.
  private func isMeantToClose(_ request: OrderRequest, _ close: Instant, on today: TradeDate) -> Bool {
    guard case .until(let time) = request.horizon else { return false }
    return NewYork.instant(of: time, on: today) <= close
  }

  /// The first repeat number of the day that is free.
  private func nextRepeat(
    of request: OrderRequest, pastClose: PastClose, at now: Instant
  ) throws(Refusal) -> Int {
    var number = 2
    while parentIndex[
      try plan(request, repeatNumber: number, pastClose: pastClose, at: now).parentID] != nil
    { number += 1 }
    return number
  }

  mutating func submit(_ ticket: OrderTicket, by actor: Actor, at now: Instant) throws(Refusal)
    -> CommandAnswer
  {
    let preview = try preview(
      ticket.request, repeatNumber: ticket.repeatNumber, pastClose: ticket.pastClose, at: now
    ).get()
    let blocks = preview.findings.filter { $0.level == .block }
    guard blocks.isEmpty else { throw .limits(blocks) }
    let unseen = preview.findings.filter { !ticket.acknowledged.contains($0.rule) }
    guard unseen.isEmpty else { throw .unacknowledged(unseen) }
    let plan = preview.plan
    let parent = Parent(
      id: plan.parentID, ordinal: lastOrdinal + 1, request: ticket.request,
      strategy: plan.strategy, tradeDate: plan.tradeDate, start: plan.start,
      end: plan.start + ticket.request.interval * plan.slices.count, createdAt: now,
      createdBy: actor, arrivalPrice: quotes[ticket.request.symbol]?.midpoint, leftover: ticket.leftover,
      limits: settings.limits.record, totalSlices: plan.slices.count, updatedAt: now)
    let slices = plan.slices.map { Slice(planned: $0, parentID: plan.parentID, at: now) }
    lastOrdinal += 1
    dataIsWanted(at: now)
    add(ParentBook(parent: parent, slices: slices))
    log(.entered, OrderLine.text(of: ticket.request), parent: plan.parentID, by: actor, at: now)
    return .entered(plan.parentID, slices: plan.slices.count)
  }
}
