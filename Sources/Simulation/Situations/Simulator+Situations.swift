internal import SlicingCore

// Which named situation an event meets: looked at before the desk handles it.

extension Simulator {
  func observe(_ event: Event) {
    switch event {
    case .command(let command, _): observe(command)
    case .sent(let id, let attempt, let outcome):
      if let slice = desk.slice(id) { observe(slice, attempt, outcome) }
    case .execution(let execution): observe(execution)
    case .bust(let execution, _): observeBust(execution)
    case .order(let report): observe(report)
    case .answered(let id, let answer, _): if let slice = desk.slice(id) { observe(slice, answer) }
    case .cancelAnswered(let id, .refused):
      guard let slice = desk.slice(id) else { return }
      if slice.status.isWorking { mark(.cancelRefusedWhileWorking) }
      if slice.status == .unknown { mark(.cancelRefusedWhileUnknown) }
    case .link(let up, _):
      if up, hasUnknown { mark(.linkUpWithUnknown) }
      if !up, desk.inFlight > 0 { mark(.linkDownWhileInFlight) }
      if !up { observeLinkLoss() }
    case .session(let session): observe(session)
    case .halt(let symbol, let reason): observeHalt(symbol, isHalted: reason != nil)
    case .clockSkew(let skew): observeSkew(skew)
    case .remark: mark(.remarked)
    case .clockStep:
      if desk.books.contains(where: { $0.shares.working > .zero }) { mark(.clockStepWhileWorking) }
      if !desk.hasLiveParents { mark(.clockStepWhileIdle) }
    case .storage(let failure): if failure != nil, desk.inFlight > 0 { mark(.storageFailsWhileInFlight) }
    case .openOrders(.listed(let reports, _), _):
      for report in reports {
        guard let slice = desk.slice(report.submission.id) else { continue }
        if slice.status == .unknown { mark(.listedWhileUnknown) }
        if slice.status.isFinal { mark(.listedAfterEnd) }
      }
    case .firm(let reading): observe(reading)
    case .bands(let symbol, let bands): observe(bands, of: symbol)
    case .quote(let quote): observe(quote)
    case .tick, .cancelAnswered, .openOrders, .position, .averageVolume: break
    }
  }

  /// What dies with the process.
  func observeCrash() {
    if checker.hasCancelUnderWay { mark(.cancelPromisedThenCrash) }
  }

  private var hasUnknown: Bool { desk.books.contains { $0.shares.unknown > .zero } }

  private func observe(_ slice: Slice, _ attempt: Int, _ outcome: SendOutcome) {
    if attempt < slice.attempts { mark(.answerOfEarlierAttempt) }
    if outcome.isHostile { mark(.hostileWhileInFlight) }
    switch outcome {
    case .accepted:
      if slice.status == .unknown { mark(.ackAfterUnknown) }
      if slice.status.isFinal { mark(.ackAfterEnd) }
      if slice.brokerOrderID != nil { mark(.ackTwice) }
      if attempt == 2 { mark(.secondAttempt) }
      if attempt == 3 { mark(.thirdAttempt) }
    case .rejected:
      if slice.status == .unknown { mark(.rejectWhileUnknown) }
      if slice.filled > .zero { mark(.rejectAfterFill) }
    case .notSent: if slice.status == .unknown { mark(.notSentWhileUnknown) }
    case .unauthorized, .unknown: break
    }
  }

  private func observe(_ execution: Execution) {
    guard let slice = desk.slice(execution.clientOrderID) else { return }
    observeProfit(execution)
    if execution.executionID.isEmpty { mark(.unnamedExecution) }
    if execution.keptID != execution.executionID { mark(.hostileExecution) }
    if checker.believed.contains(execution.keptID) { return mark(.fillTwice) }
    if slice.status == .sending { mark(.fillBeforeAck) }
    if slice.status == .unknown { mark(.fillBeforeAckWhileUnknown) }
    if slice.cancelRequested, !slice.status.isFinal { mark(.fillAfterCancelAsked) }
    if slice.status.isFinal { mark(.fillAfterEnd) }
    if slice.reason?.hasPrefix("settled") == true { mark(.fillAfterSettlement) }
    if desk.kill.isEngaged { mark(.fillWhileKilled) }
    if !desk.breaker.allowsTrading { mark(.fillWhileTripped) }
  }

  private func observeBust(_ executionID: String) {
    let execution = BrokerText.id(executionID)
    if checker.bustsHeard.contains(execution) {
      mark(.bustTwice)
    } else {
      mark(checker.believed.contains(execution) ? .bustAfterFill : .bustBeforeFill)
    }
  }

  private func observe(_ report: OrderReport) {
    guard let slice = desk.slice(report.submission.id) else { return mark(.orphanReported) }
    if report.filled > slice.filled, report.executions.isEmpty { mark(.bareReport) }
    if report.state == .working {
      if slice.status == .filled { mark(.staleFound) }
    } else if slice.status.isWorking, !slice.cancelRequested, report.state != .filled {
      mark(.endedByVenueUnasked)
    }
  }

  private func observe(_ slice: Slice, _ answer: QueryAnswer) {
    switch answer {
    case .absent:
      if slice.status == .sending { mark(.absentWhileInFlight) }
      if slice.status == .unknown {
        mark(venue.index[slice.id] == nil ? .absentWhileUnknown : .deniedWhileUnknown)
      }
      if slice.status.isWorking { mark(.absentWhileWorking) }
      if slice.status.isFinal { mark(.absentAfterEnd) }
    case .found(let report):
      observe(report)
      if slice.status.isWorking { mark(.foundWhileWorking) }
      if slice.status == .unknown {
        mark(report.state == .working ? .foundWhileUnknown : .foundEndedWhileUnknown)
      }
      if slice.status.isFinal, report.state == .working { mark(.foundWorkingAfterEnd) }
    case .failed: break
    }
  }

  private func observe(_ command: DeskCommand) {
    switch command {
    case .kill(let scope, _):
      observeScope(scope)
      if scope == .all { observeHalt() }
    case .cancelParent(let id):
      guard let book = desk.book(id) else { return }
      if book.parent.hold != nil { mark(.cancelWhileHeld) }
      for slice in book.slices where slice.status == .unknown { mark(.cancelWhileUnknown) }
      for slice in book.slices where slice.status == .sending {
        mark(slice.lastSentAt == nil ? .cancelWhileInFlight : .cancelWhileRetryWaits)
      }
    case .hold(let id, _):
      for slice in desk.book(id)?.slices ?? [] where slice.status == .sending {
        mark(slice.lastSentAt == nil ? .holdWhileArmed : .holdWhileInFlight)
      }
    case .resume(let id, _, _):
      if desk.book(id).map({ $0.shares.owed > .zero }) == true { mark(.resumeWithOwed) }
    case .release(let scope, _):
      if scope == .all, desk.kill.isEngaged, hasUnknown { mark(.releaseWithDoubt) }
      observeRelease(scope)
    case .submit:
      if NewYork.date(of: deskNow) != NewYork.date(of: scenario.start) { mark(.orderAfterMidnight) }
    default: break
    }
  }

  private func observeHalt() {
    guard !desk.kill.isEngaged else { return }
    if desk.inFlight > 0 { mark(.killWhileInFlight) }
    if hasUnknown { mark(.killWhileUnknown) }
    if !desk.breaker.allowsTrading { mark(.killWhileTripped) }
    for book in desk.books where !book.parent.status.isFinal {
      if book.shares.working > .zero { mark(.killWhileWorking) }
      if book.shares.inFlight > .zero,
        book.slices.contains(where: { $0.status == .sending && $0.attempts > 0 && $0.lastSentAt != nil })
      {
        mark(.killWhileRetryWaits)
      }
    }
  }
}

extension SendOutcome {
  /// Its words are none a venue ought to use.
  var isHostile: Bool {
    switch self {
    case .accepted(let text): BrokerText.id(text) != text
    case .rejected(let text), .unauthorized(let text), .unknown(let text), .notSent(let text, _):
      text.isEmpty || text.utf8.contains { $0 < 0x20 || $0 > 0x7E } || text.utf8.count > 200
    }
  }
}
