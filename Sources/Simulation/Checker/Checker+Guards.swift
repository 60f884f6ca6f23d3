internal import SlicingCore

// Halts of a symbol or an order, the firm's switch, bands, and limits in shares: what covers an order when it
// is written.

extension Checker {
  // MARK: I3

  /// No new order while a halt of its scope covers it, in memory or on disk.
  func checkScopes(_ submission: Submission, _ slot: Int, _ desk: Desk) throws(Violation) {
    let parent = parents[slices[slot].parent].id
    for kill in [desk.kill, lastKill, storedKill] {
      guard let (scope, _) = kill.covering(submission.symbol, parent: parent) else { continue }
      throw fail(.kill, "\(submission.id) was written while \(scope.words) was halted")
    }
  }

  /// Nor under a firm's switch that was last heard to stop everything, or was not heard at all.
  func checkFirm(_ submission: Submission) throws(Violation) {
    guard settings.sharesFirmSwitch, toldFirm != .open else { return }
    throw fail(.kill, "\(submission.id) was written: \(toldFirm?.words ?? "the firm's switch was not heard")")
  }

  /// One that cannot be read holds every order: nobody knows what it said meanwhile.
  func checkFirmHolds(_ event: Event, _ desk: Desk) throws(Violation) {
    guard settings.sharesFirmSwitch, case .firm(.unreadable) = event else { return }
    guard let free = desk.books.first(where: { $0.parent.hold == nil && !$0.parent.status.isFinal }) else {
      return
    }
    throw fail(.kill, "\(free.parent.id) is \(free.parent.status) under a firm's switch that cannot be read")
  }

  /// What stops this desk stops the firm: it is told in the same step, and waits for no commit. What allows
  /// trading is told behind the commit that allows it here.
  func checkFirmIsTold(_ event: Event, _ effects: [Effect]) throws(Violation) {
    var (hasCommit, mustEngage, mustTrip) = (false, false, false)
    if case .command(.kill(.all, _), let actor) = event, actor != .killWord {
      mustEngage = !Checker.isRefused(effects)
    }
    var (engages, trips) = (false, false)
    for effect in effects {
      switch effect {
      case .persist(let commit):
        hasCommit = true
        if commit.log.contains(where: { $0.kind == .tripped && $0.actor != .firm }) { mustTrip = true }
      case .firm(let act):
        guard settings.sharesFirmSwitch, hasCommit != act.stopsTrading else {
          throw fail(.kill, "the firm is told out of turn, or by a desk that shares no switch: \(act)")
        }
        if case .engage = act { engages = true }
        if case .trip = act { trips = true }
      default: break
      }
    }
    guard settings.sharesFirmSwitch, mustEngage && !engages || mustTrip && !trips else { return }
    throw fail(.kill, "this desk stops and the firm is not told: \(event)")
  }

  // MARK: I28

  /// No buy where the bid stands at the upper band, no sell where the ask stands at the lower one.
  func checkBands(_ submission: Submission) throws(Violation) {
    guard let bands = toldBands[submission.symbol], let quote = toldQuotes[submission.symbol] else {
      return
    }
    let isStuck = submission.side == .buy ? quote.bid >= bands.upper : quote.ask <= bands.lower
    guard isStuck else { return }
    throw fail(.bands, "\(submission.id) was written at a band of \(bands.lower) to \(bands.upper)")
  }

  // MARK: I30

  /// Nothing goes beyond what executions may repeat themselves, or beyond a share of what trades on a day.
  func checkShares(_ submission: Submission, _ slot: Int, at now: Instant) throws(Violation) {
    let limits = settings.limits
    if let block = limits.repeatedExecutions.block {
      let count = repeats.count {
        $0.symbol == submission.symbol && $0.side == submission.side && $0.at > now - .seconds(60)
      }
      guard count < block else {
        throw fail(.limits, "\(submission.id) was written after \(count) orders that filled in a minute")
      }
    }
    guard let block = limits.volumeShareBasisPoints.block, let volume = toldVolumes[submission.symbol]
    else { return }
    let total = parents[slices[slot].parent].total
    guard total * 10_000 <= block * volume else {
      throw fail(.limits, "\(submission.id) was written for an order of \(total), \(volume) trade on a day")
    }
  }

  /// A child order has filled for the first time; a person's resume begins the count anew.
  mutating func noteRepeat(from old: Slice, to new: Slice, _ slot: Int, _ cause: Event) {
    guard old.filled == .zero, new.filled > .zero, Checker.isVenueFact(cause),
      settings.limits.repeatedExecutions.block != nil, !slices[slot].untruths.contains(.settled)
    else { return }
    let parent = parents[slices[slot].parent]
    if repeats.count > 512 { repeats.removeAll { $0.at <= deskNow - .seconds(60) } }
    repeats.append((parent.symbol, parent.side, deskNow))
  }

  func isResumed(_ event: Event, _ effects: [Effect]) -> Int? {
    guard case .command(.resume(let id, _, _), _) = event, !Checker.isRefused(effects) else { return nil }
    return parentIndex[id]
  }

  // MARK: What the desk was told

  mutating func toldOfGuards(_ event: Event) {
    switch event {
    case .quote(let quote): toldQuotes[quote.symbol] = quote
    case .bands(let symbol, let bands): toldBands[symbol] = bands
    case .averageVolume(let symbol, let shares): toldVolumes[symbol] = shares.count
    case .firm(let reading): toldFirm = reading
    case .position(let symbol, _): toldPosition(symbol)
    case .command(.resetBreaker, _): profit.roll(at: deskNow)
    default: break
    }
  }

  /// A new process was told nothing yet.
  mutating func forgetGuards() {
    (toldQuotes, toldBands, toldVolumes) = ([:], [:], [:])
    toldFirm = nil
    repeats = []
    for number in holdings.indices { holdings[number].isRaced = false }
  }
}
