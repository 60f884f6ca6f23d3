// Resuming a parent: what happens to the shares it owes, before and after the trader agrees.

extension Desk {
  /// What a resume would do now.
  public func previewResume(
    _ id: ClientOrderID, _ decision: OwedDecision, at now: Instant
  ) -> Result<ResumePreview, Refusal> {
    do throws(Refusal) {
      let book = try resumable(id)
      let (owed, replan) = try replan(book, decision, at: now)
      let replaced = Set(replan.replaced)
      let pending = pendingSlices(book)
      let added = newSlices(book, replan)
      let findings = resumeFindings(book, added)
      return .success(
        ResumePreview(
          decision: decision, owed: owed, kept: pending.filter { !replaced.contains($0.number) },
          replaced: pending.filter { replaced.contains($0.number) }, added: added,
          lastDue: (pending + added).map(\.due).max(), findings: findings))
    } catch {
      return .failure(error)
    }
  }

  mutating func resume(
    _ id: ClientOrderID, _ decision: OwedDecision, acknowledged: Set<LimitRule>, by actor: Actor,
    at now: Instant
  ) throws(Refusal) -> CommandAnswer {
    let book = try resumable(id)
    let (owed, replan) = try replan(book, decision, at: now)
    let added = newSlices(book, replan)
    let findings = resumeFindings(book, added)
    let blocks = findings.filter { $0.level == .block }
    guard blocks.isEmpty else { throw .limits(blocks) }
    guard findings.allSatisfy({ acknowledged.contains($0.rule) }) else {
      throw .unacknowledged(findings.filter { !acknowledged.contains($0.rule) })
    }
    var isDisposed = true
    #if PLANTED_BUGS
      if PlantedBug.owedPlannedTwice.isOn { isDisposed = false }
    #endif
    if isDisposed { disposeOfOwed(book, decision, by: actor, at: now) }
    for number in replan.replaced {
      let address = SliceAddress(book: book, number: number)
      end(
        address, as: .canceled, reason: Reason.replanned, rest: .moved, kind: .replanned, by: actor, at: now)
    }
    append(added, to: book, at: now)
    books[book].limitBlocksInARow = 0
    books[book].missedInARow = 0
    // Only where a limit held it has somebody looked at what repeats itself: what is owed at the end a run
    // without a console resumes by itself.
    if books[book].parent.hold?.cause == .limit { repeatedFills.forget(books[book].parent.request) }
    update(parent: book, at: now) { $0.hold = nil }
    dataIsWanted(at: now)
    log(.resumed, "\(decision.words), \(owed) shares owed", parent: id, by: actor, at: now)
    scheduleNext(book)
    schedule.add(.leftover(book: book), at: max(books[book].parent.end, now))
    outbox.touched.insert(book)
    return .done(
      "resumed: \(decision.words), \(owed) shares owed, \(pendingSlices(book).count) slices to come")
  }

  /// Whether the way is free; refused with what stands in it.
  private func resumable(_ id: ClientOrderID) throws(Refusal) -> Int {
    let book = try openBook(id)
    if let (scope, engagement) = killCover(book) { throw .killed(engagement, scope: scope) }
    guard firmAllowsTrading else { throw .firm(firm) }
    guard breaker.allowsTrading else { throw .breaker(breaker.state) }
    if let storageFailure { throw .storageDown(storageFailure) }
    // As with the kill switch, the breaker and the disk: what holds every order must be over before one goes
    // on. Where a lost link holds nothing, it refuses nothing either.
    if holdsForLink { throw .linkDown(link.reason) }
    guard books[book].parent.canceledReason == nil else { throw .alreadyOver(id, status: "being canceled") }
    guard books[book].parent.hold != nil || books[book].shares.owed > .zero else { throw .notHeld(id) }
    guard !hasDoubt(book) else { throw .stillReconciling(id) }
    return book
  }

  /// Whether the broker still owes an answer about any of its orders.
  private func hasDoubt(_ book: Int) -> Bool {
    if books[book].shares.unknown > .zero { return true }
    if unconfirmed.isEmpty, provisional.isEmpty, fillsMissing.isEmpty { return false }
    return books[book].slices.contains { isDoubtful($0.id) }
  }

  private func replan(_ book: Int, _ decision: OwedDecision, at now: Instant) throws(Refusal) -> (
    Shares, Replan
  ) {
    let parent = books[book].parent
    let owed = books[book].shares.owed
    let typical = books[book].slices[0].quantity
    let (from, close) = room(for: book, at: now)
    guard
      let replan = Replan.make(
        decision, owed: owed, pending: pendingSlices(book).filter { $0.due < close }, typical: typical,
        interval: parent.request.interval, now: from, close: close)
    else { throw .noRoom(owed: owed) }
    return (owed, replan)
  }

  /// Between when and when slices can be added: from the opening where the market is closed, to the close
  /// where it is known, and never past the end of the parent's session. A slice that is pending at the close
  /// or later, because the market closes earlier than it was planned for, is given no more shares.
  private func room(for book: Int, at now: Instant) -> (from: Instant, close: Instant) {
    let end = books[book].sessionEnd
    return switch session {
    case nil, .aroundTheClock, .closed(nil): (now, end)
    case .open(let closesAt): (now, min(closesAt, end))
    case .closed(let opensAt?): (max(now, opensAt), end)
    }
  }

  /// The slices still to be sent, in due order.
  private func pendingSlices(_ book: Int) -> [PlannedSlice] {
    books[book].timeline.compactMap { number in
      isUnsent(SliceAddress(book: book, number: number)) ? books[book].slices[number].planned : nil
    }
  }

  private func newSlices(_ book: Int, _ replan: Replan) -> [PlannedSlice] {
    let parent = books[book].parent
    var replan = replan
    #if PLANTED_BUGS
      if PlantedBug.catchUpWithoutCap.isOn, let first = replan.added.first {
        let all = replan.added.map(\.quantity).sum()
        replan.added = [Replan.Part(quantity: all, due: first.due)]
      }
    #endif
    return replan.added.enumerated().map { offset, part in
      TWAPSlicer.slice(
        books[book].slices.count + offset, of: parent.id, request: parent.request, quantity: part.quantity,
        due: part.due, desk: settings.deskName, tradeDate: parent.tradeDate)
    }
  }

  private func resumeFindings(_ book: Int, _ added: [PlannedSlice]) -> [LimitFinding] {
    let parent = books[book].parent
    guard let largest = added.map(\.quantity).max(),
      let price = referencePrice(of: parent.request, arrival: parent.arrivalPrice)
    else { return [] }
    var found = Findings()
    found.check(price * largest, settings.limits.sliceNotional, .sliceNotional) { "slice of \($0)" }
    checkArrival(parent, &found)
    return found.worstFirst
  }

  private mutating func disposeOfOwed(_ book: Int, _ decision: OwedDecision, by actor: Actor, at now: Instant)
  {
    for number in books[book].slices.indices {
      let address = SliceAddress(book: book, number: number)
      guard self[address].status.isFinal, self[address].rest == .owed else { continue }
      if decision == .skip {
        closeRest(address, reason: "skipped by \(actor)", by: actor, at: now)
      } else {
        update(address, by: .desk, at: now) {
          $0.rest = .moved
          $0.restReason = "\(decision.words) by \(actor)"
        }
      }
    }
  }

  private mutating func append(_ added: [PlannedSlice], to book: Int, at now: Instant) {
    guard let last = added.map(\.due).max() else { return }
    let slices = added.map { Slice(planned: $0, parentID: books[book].parent.id, at: now) }
    books[book].add(slices)
    dayUse.update(book, books[book])
    for slice in slices { sliceIndex[slice.id] = SliceAddress(book: book, number: slice.number) }
    outbox.commit.changes.append(.slicesAdded(slices))
    let end = last + books[book].parent.request.interval
    update(parent: book, at: now) {
      $0.totalSlices += slices.count
      $0.end = max($0.end, end)
    }
  }
}
