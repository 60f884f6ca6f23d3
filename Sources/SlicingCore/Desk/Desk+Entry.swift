// Entering an order: the same checks for the preview and for the confirmed ticket.

extension Desk {
  /// What would happen if the order were confirmed now. Pure: the form calls it on every key.
  public func preview(_ request: OrderRequest, repeatNumber: Int, at now: Instant) -> Result<
    OrderPreview, Refusal
  > {
    do throws(Refusal) {
      if let engagement = kill.engagement { throw .killed(engagement) }
      guard breaker.allowsTrading else { throw .breaker(breaker.state) }
      if let storageFailure { throw .storageDown(storageFailure) }
      let plan = try plan(request, repeatNumber: repeatNumber, at: now)
      if parentIndex[plan.parentID] != nil {
        throw .duplicate(existing: plan.parentID, next: try nextRepeat(of: request, at: now))
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

  private func plan(_ request: OrderRequest, repeatNumber: Int, at now: Instant) throws(Refusal) -> Plan {
    let ordinal = books.count { $0.parent.tradeDate == NewYork.date(of: now) }
    let context = PlanContext(
      now: now, offset: PlanContext.offset(ofParent: ordinal), repeatNumber: repeatNumber,
      desk: settings.deskName,
      close: NewYork.endOfDay(NewYork.date(of: now)), lead: armingLead)
    do throws(PlanError) {
      return try TWAPSlicer.plan(request, context: context)
    } catch {
      throw .plan(error)
    }
  }

  /// The first repeat number of the day that is free.
  private func nextRepeat(of request: OrderRequest, at now: Instant) throws(Refusal) -> Int {
    var number = 2
    while parentIndex[try plan(request, repeatNumber: number, at: now).parentID] != nil { number += 1 }
    return number
  }

  mutating func submit(_ ticket: OrderTicket, by actor: Actor, at now: Instant) throws(Refusal)
    -> CommandAnswer
  {
    let preview = try preview(ticket.request, repeatNumber: ticket.repeatNumber, at: now).get()
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
      totalSlices: plan.slices.count, updatedAt: now)
    let slices = plan.slices.map { Slice(planned: $0, parentID: plan.parentID, at: now) }
    lastOrdinal += 1
    add(ParentBook(parent: parent, slices: slices))
    log(.entered, OrderLine.text(of: ticket.request), parent: plan.parentID, by: actor, at: now)
    return .entered(plan.parentID, slices: plan.slices.count)
  }
}
