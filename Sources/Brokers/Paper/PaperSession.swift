internal import PaperExchange
internal import SlicingCore

/// What happens between the desk and the paper venue: messages in, events out, each at its time. A state
/// machine without clock or thread; `PaperBroker`'s thread drives it.
///
/// Nothing that the venue did is put on its way to the desk before `commit` has it on disk.
struct PaperSession {
  /// On its way to the desk, or about to happen to the connection.
  enum Delivery {
    case event(BrokerEvent)
    /// The answer to an order that waits to be overtaken by an execution has waited long enough.
    case heldAnswer(ClientOrderID)
    /// An order that was slow on its way arrives.
    case lateArrival(Submission, answered: Bool)
    case linkDown(until: Instant)
    case linkUp
    /// The market opens, or closes.
    case bell
  }

  /// How the reports on an order go wrong.
  private enum ReportFault {
    case twice
    case late(TimeSpan)
    case lost
  }

  let answerLimit: TimeSpan
  var isLinkUp = true
  private(set) var failure: String?

  let venue: PaperVenue
  private let latency: PaperLatency
  private var faults: FaultMatcher
  private var random: SplitMix64
  var deliveries = Timetable<Delivery>()
  var linkDownUntil: Instant?
  /// The ordinary way to the desk is one line: nothing on it overtakes.
  var lineFreeAt = Instant(microseconds: .min / 4)
  private var reportFaults: [ClientOrderID: ReportFault] = [:]
  private var heldAnswers: [ClientOrderID: BrokerEvent] = [:]
  /// Symbols the desk watches.
  var watched: Set<Symbol> = []
  /// Symbols whose position is told with the next commit: only then is every execution that it counts on its
  /// way already.
  var owedPositions: Set<Symbol> = []
  /// Symbols whose position has been told: one that is gone since is told, too.
  var positionsTold: Set<Symbol> = []
  /// Symbols whose average volume has been told.
  var volumesTold: Set<Symbol> = []
  /// Answers to what was done since the last commit: sent after it, or turned to unknown if it fails.
  private var uncommitted: [(event: BrokerEvent, delay: TimeSpan?)] = []

  init(
    venue: PaperVenue, faults: FaultScript, latency: PaperLatency, answerLimit: TimeSpan, startedAt: Instant
  ) {
    self.venue = venue
    self.latency = latency
    self.answerLimit = answerLimit
    self.faults = FaultMatcher(faults, seed: venue.header.seed, startedAt: startedAt)
    random = SplitMix64(seed: venue.header.seed)
    connect("paper exchange", at: startedAt)
    expectBell(after: startedAt)
    for outage in self.faults.outages {
      deliveries.add(.linkDown(until: outage.upperBound), at: outage.lowerBound)
    }
  }

  /// When something is to be done even if nobody asks; nil while everything rests.
  var nextDeadline: Instant? {
    let venueAt = failure == nil ? venue.exchange.nextEventAt : nil
    return [venueAt, deliveries.nextAt].compactMap(\.self).min()
  }

  /// A quote as the venue shows it; nil while the connection is down.
  func quote(_ symbol: Symbol, at now: Instant) -> Quote? {
    isLinkUp && failure == nil ? venue.exchange.quote(symbol, at: now).quote : nil
  }

  /// When a symbol's quote changes next.
  func nextQuoteAt(_ symbol: Symbol, after instant: Instant) -> Instant {
    venue.exchange.nextQuoteAt(symbol, after: instant)
  }
}

// MARK: Messages

extension PaperSession {
  /// A new order. `permit` is asked as the last thing before the venue has it.
  mutating func submit(_ submission: Submission, permit: SendPermit, at now: Instant) {
    let (id, attempt) = (submission.id, submission.attempt)
    guard isLinkUp, failure == nil else {
      return answer(.sent(id, attempt: attempt, .notSent(reason: downReason, retryAfter: nil)), at: now)
    }
    let fault = faults.submit(VenueTranslation.terms(submission), at: now)
    if case .refuse(let words) = fault {
      return answer(.sent(id, attempt: attempt, .notSent(reason: words, retryAfter: nil)), at: now)
    }
    guard permit() else {
      return answer(
        .sent(id, attempt: attempt, .notSent(reason: "stopped at the last moment", retryAfter: nil)), at: now)
    }
    carryOut(submission, fault, at: now)
  }

  private mutating func carryOut(_ submission: Submission, _ fault: SubmitFault?, at now: Instant) {
    switch fault {
    case nil, .refuse: book(submission, at: now)
    case .reject(let words): reject(submission, words, at: now)
    case .loseRequest: timeOut(submission, at: now)
    case .loseAnswer:
      timeOut(submission, at: now)
      book(submission, at: now, answered: false)
    case .delayAnswer(let delay): delayAnswer(submission, by: delay, at: now)
    case .bookLate(let delay):
      if delay >= answerLimit { timeOut(submission, at: now) }
      deliveries.add(.lateArrival(submission, answered: delay < answerLimit), at: now + delay)
    case .fillFirst: bookFillFirst(submission, at: now)
    case .duplicateReports: bookWithReports(submission, .twice, at: now)
    case .delayReports(let delay): bookWithReports(submission, .late(delay), at: now)
    case .loseReports: bookWithReports(submission, .lost, at: now)
    case .unauthorized: answer(submission, .unauthorized(reason: "401 unauthorized"), at: now)
    case .tooMany(let retryAfter):
      answer(submission, .notSent(reason: "429 too many requests", retryAfter: retryAfter), at: now)
    case .unavailable(let booked):
      answer(submission, .unknown(reason: "503 service unavailable"), at: now)
      if booked { book(submission, at: now, answered: false) }
    case .disconnect(let length, let booked):
      if booked { book(submission, at: now, answered: false) }
      answer(submission, .unknown(reason: "the connection broke"), at: now)
      deliveries.add(.linkDown(until: now + length), at: now)
    }
  }

  /// A cancel by client id.
  mutating func cancel(_ id: ClientOrderID, at now: Instant) {
    guard isLinkUp, failure == nil else {
      return answer(.cancelAnswered(id, .unknown(reason: downReason)), at: now)
    }
    switch faults.cancel(id.text, at: now) {
    case nil: cancelAtVenue(id, delay: nil, at: now)
    case .refuse(let words): answer(.cancelAnswered(id, .refused(reason: words)), at: now)
    case .unavailable: answer(.cancelAnswered(id, .unknown(reason: "503 service unavailable")), at: now)
    case .loseRequest:
      deliveries.add(.event(.cancelAnswered(id, .unknown(reason: silence))), at: now + answerLimit)
    case .loseAnswer:
      cancelAtVenue(id, delay: nil, at: now, answered: false)
      deliveries.add(.event(.cancelAnswered(id, .unknown(reason: silence))), at: now + answerLimit)
    case .delayAnswer(let delay): cancelAtVenue(id, delay: delay, at: now)
    }
  }

  private mutating func cancelAtVenue(
    _ id: ClientOrderID, delay: TimeSpan?, at now: Instant, answered: Bool = true
  ) {
    var result = CancelAnswer.accepted
    do throws(ExchangeRefusal) {
      // The newest: where the venue lets duplicates through, the earlier ones are canceled too.
      let orders = venue.exchange.books.orders(clientOrderID: id.text)
      guard !orders.isEmpty else { throw .noSuchOrder(id.text) }
      let open = orders.filter(\.isOpen)
      if open.isEmpty, let last = orders.last { throw .alreadyEnded(last.status) }
      for order in open { try venue.cancel(order.id, at: now) }
    } catch {
      result = .refused(reason: error.description)
    }
    if answered { uncommitted.append((.cancelAnswered(id, result), delay)) }
  }

  /// A question about everything that is open.
  mutating func queryOpen(askedAt: Instant, at now: Instant) {
    guard isLinkUp, failure == nil else {
      return answer(.openOrders(.failed(reason: downReason), askedAt: askedAt), at: now)
    }
    var foreign: [ForeignOrder] = []
    let reports = venue.exchange.books.openOrders.compactMap { order in
      let report = VenueTranslation.report(order)
      if report == nil { foreign.append(VenueTranslation.foreign(order)) }
      return report
    }
    for report in reports { owePosition(after: report) }
    uncommitted.append((.openOrders(.listed(reports, foreign: foreign), askedAt: askedAt), nil))
  }

  /// A question by client id.
  mutating func query(_ id: ClientOrderID, askedAt: Instant, at now: Instant) {
    guard isLinkUp, failure == nil else {
      return answer(.answered(id, .failed(reason: downReason), askedAt: askedAt), at: now)
    }
    let report = venue.exchange.books.orders(clientOrderID: id.text).last.flatMap(VenueTranslation.report)
    let truth = BrokerEvent.answered(id, report.map(QueryAnswer.found) ?? .absent, askedAt: askedAt)
    switch faults.query(id.text, at: now) {
    case nil:
      if let report { owePosition(after: report) }
      uncommitted.append((truth, nil))
    case .absent: answer(.answered(id, .absent, askedAt: askedAt), at: now)
    case .unavailable:
      answer(.answered(id, .failed(reason: "503 service unavailable"), askedAt: askedAt), at: now)
    case .loseAnswer:
      deliveries.add(.event(.answered(id, .failed(reason: silence), askedAt: askedAt)), at: now + answerLimit)
    case .delayAnswer(let delay): uncommitted.append((truth, delay))
    }
  }
}

// MARK: Booking

extension PaperSession {
  private mutating func book(_ submission: Submission, at now: Instant, answered: Bool = true) {
    let outcome: SendOutcome
    do throws(ExchangeRefusal) {
      outcome = .accepted(brokerOrderID: try venue.submit(VenueTranslation.terms(submission), at: now).id)
    } catch {
      outcome = refused(error)
    }
    if answered { uncommitted.append((.sent(submission.id, attempt: submission.attempt, outcome), nil)) }
  }

  private mutating func reject(_ submission: Submission, _ words: String, at now: Instant) {
    let outcome: SendOutcome
    do throws(ExchangeRefusal) {
      _ = try venue.reject(VenueTranslation.terms(submission), reason: words, at: now)
      outcome = .rejected(reason: words)
    } catch {
      outcome = refused(error)
    }
    uncommitted.append((.sent(submission.id, attempt: submission.attempt, outcome), nil))
  }

  /// "There is an order under this id" proves that an earlier attempt arrived. To call that rejected would
  /// write off an order that may be working; the desk has to ask what it is.
  private func refused(_ refusal: ExchangeRefusal) -> SendOutcome {
    switch refusal {
    case .duplicateClientOrderID: .unknown(reason: refusal.description)
    case .badQuantity, .badPrice, .marketClosed, .noSuchOrder, .noSuchExecution, .alreadyEnded:
      .rejected(reason: refusal.description)
    }
  }

  private mutating func delayAnswer(_ submission: Submission, by delay: TimeSpan, at now: Instant) {
    guard delay < answerLimit else {
      // The answer would come after its question was given up.
      timeOut(submission, at: now)
      return book(submission, at: now, answered: false)
    }
    book(submission, at: now)
    if let last = uncommitted.popLast() { uncommitted.append((last.event, delay)) }
  }

  private mutating func bookFillFirst(_ submission: Submission, at now: Instant) {
    book(submission, at: now)
    guard let last = uncommitted.popLast() else { preconditionFailure("a booked order has an answer") }
    heldAnswers[submission.id] = last.event
    deliveries.add(.heldAnswer(submission.id), at: now + answerLimit / 2)
  }

  private mutating func bookWithReports(_ submission: Submission, _ fault: ReportFault, at now: Instant) {
    reportFaults[submission.id] = fault
    book(submission, at: now)
  }

  private mutating func timeOut(_ submission: Submission, at now: Instant) {
    let event = BrokerEvent.sent(submission.id, attempt: submission.attempt, .unknown(reason: silence))
    deliveries.add(.event(event), at: now + answerLimit)
  }
}

// MARK: Time

extension PaperSession {
  /// Lets the venue's time pass and puts everything done since the last call on disk; then answers and
  /// reports are on their way. A ledger that cannot be written ends the session: what it did is unknown.
  mutating func commit(at now: Instant) {
    guard failure == nil else { return }
    do throws(LedgerError) {
      #if PLANTED_BUGS
        CrashPoint.beforeLedger.reached()
      #endif
      let events = try venue.commit(at: now)
      #if PLANTED_BUGS
        CrashPoint.afterLedger.reached()
      #endif
      for (event, delay) in uncommitted { send(event, delay: delay, at: now) }
      for event in events { report(event, at: now) }
      tellOwedPositions(at: now)
    } catch {
      fail(error, at: now)
    }
    uncommitted = []
  }

  private mutating func fail(_ error: LedgerError, at now: Instant) {
    failure = error.description
    for (event, _) in uncommitted {
      send(event.withoutConnection(reason: error.description), delay: nil, at: now)
    }
    send(.link(up: false, reason: error.description), delay: nil, at: now)
  }

  /// Everything that arrives at the desk by `now`.
  mutating func deliver(at now: Instant) -> [BrokerEvent] {
    var arrived: [BrokerEvent] = []
    for delivery in deliveries.takeDue(at: now) {
      switch delivery {
      case .event(let event): arrived += receive(event)
      case .heldAnswer(let id): arrived += heldAnswers.removeValue(forKey: id).map(receive) ?? []
      case .lateArrival(let submission, let answered):
        guard failure == nil else { continue }
        book(submission, at: now, answered: answered)
        commit(at: now)
      case .linkDown(let end): arrived += disconnect(until: end)
      case .linkUp: reconnect(at: now)
      case .bell: arrived += ring(at: now)
      }
    }
    return arrived
  }

  // MARK: On the way to the desk

  private mutating func answer(_ submission: Submission, _ outcome: SendOutcome, at now: Instant) {
    answer(.sent(submission.id, attempt: submission.attempt, outcome), at: now)
  }

  /// An answer that says nothing of the venue's books, so that it need not wait for them.
  private mutating func answer(_ event: BrokerEvent, at now: Instant) { send(event, delay: nil, at: now) }

  mutating func send(_ event: BrokerEvent, delay: TimeSpan?, at now: Instant) {
    guard let delay else {
      lineFreeAt = max(lineFreeAt, now + nextLatency())
      return deliveries.add(.event(event), at: lineFreeAt)
    }
    deliveries.add(.event(event), at: now + delay)
  }

  private mutating func nextLatency() -> TimeSpan {
    let (low, high) = (latency.range.lowerBound.microseconds, latency.range.upperBound.microseconds)
    // Scaled by hand: how the standard library draws from a range may change and with it every run.
    let part = random.next().multipliedFullWidth(by: UInt64(high - low + 1)).high
    return TimeSpan(microseconds: low + Int64(part))
  }

  /// Turns an event of the venue into what its stream tells the desk.
  private mutating func report(_ event: ExchangeEvent, at now: Instant) {
    guard let order = venue.exchange.books.order(event.orderID), let report = VenueTranslation.report(order)
    else { return }
    let id = report.submission.id
    switch event {
    case .booked:
      stream(.order(report.asBooked), id, at: now)
    case .triggered: break
    case .executed(let execution):
      stream(.execution(VenueTranslation.execution(execution, id)), id, at: now)
      if let held = heldAnswers.removeValue(forKey: id) { send(held, delay: nil, at: now) }
      if order.executions.last == execution, order.status == .filled { stream(.order(report), id, at: now) }
    case .canceled, .expired, .rejected, .replaced: stream(.order(report), id, at: now)
    case .busted(_, let executionID, _):
      stream(.bust(executionID: executionID, clientOrderID: id), id, at: now)
      owedPositions.insert(report.submission.symbol)
    }
  }

  private mutating func stream(_ event: BrokerEvent, _ id: ClientOrderID, at now: Instant) {
    switch reportFaults[id] {
    case nil: send(event, delay: nil, at: now)
    case .twice:
      send(event, delay: nil, at: now)
      send(event, delay: nil, at: now)
    case .late(let delay): send(event, delay: delay, at: now)
    case .lost: break
    }
  }
}
