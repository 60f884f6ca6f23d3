extension Desk {
  /// Grace for a slice's first attempt: half the interval, at most 30 s.
  static func grace(interval: TimeSpan) -> TimeSpan { min(interval / 2, .seconds(30)) }

  /// How long to wait before a cancel or a question is repeated; the last value goes on.
  static func askAgainDelay(round: Int) -> TimeSpan { .seconds([1, 2, 2, 5, 10][min(round, 4)]) }

  /// Takes every due deadline, in order.
  mutating func tick(at now: Instant) {
    while let task = schedule.takeDue(at: now) {
      switch task {
      case .arm(let book): armNext(of: book, at: now)
      case .send(let id): sendDue(id, at: now)
      case .retry(let id, let attempt): retryDue(id, attempt: attempt, at: now)
      case .answerLimit(let id, let attempt): answerOverdue(id, attempt: attempt, at: now)
      case .ask(let id, let round): askAgain(id, round: round, at: now)
      case .confirm(let id): if provisional.contains(id) { ask(id, at: now) }
      case .reconcile: reconcileDue(at: now)
      case .cancelAgain(let id): cancelAgain(id, at: now)
      case .leftover(let book): leftoverDue(book, at: now)
      case .sessionEnd(let book): sessionEnded(book, at: now)
      case .dataStale: dataMayBeStale(at: now)
      case .quietOver: openBreakerIfQuiet(at: now)
      }
    }
  }

  private mutating func answerOverdue(_ id: ClientOrderID, attempt: Int, at now: Instant) {
    guard let address = sliceIndex[id], onWire.contains(id), self[address].attempts == attempt,
      self[address].status == .sending
    else { return }
    becomeUnknown(address, reason: Reason.noAnswer, at: now)
  }

  private mutating func askAgain(_ id: ClientOrderID, round: Int, at now: Instant) {
    asking.remove(id)
    guard let address = sliceIndex[id], needsAnswer(address) else {
      askedAt[id] = nil
      return
    }
    if round == 2, self[address].status == .unknown {
      alert(.unknown, "\(name(address)) is unknown: still asking the broker", parent: self[address].parentID)
    }
    ask(id, round: round + 1, at: now)
  }

  /// Asks the broker about an order now, and again until it is known.
  mutating func ask(_ id: ClientOrderID, round: Int = 0, at now: Instant) {
    #if PLANTED_BUGS
      if PlantedBug.unknownNeverAsked.isOn { return }
    #endif
    question(id, isDue: round > 0, at: now)
    guard asking.insert(id).inserted else { return }
    var next = now + Desk.askAgainDelay(round: round)
    // Kept back by one that is on its way: should that be lost, it is time then.
    if let asked = questions[id], asked < now, asked + settings.broker.answerLimit > now {
      next = min(next, asked + settings.broker.answerLimit)
    }
    schedule.add(.ask(id, round: round), at: next)
  }

  /// Puts a question, unless one is on its way, or was put a moment ago and is answered: lists, refused
  /// cancels and answers come any number of times, and each would put another, which a broker's rate has no
  /// room for. One that is not answered in the time an answer takes at most is lost, and keeps no other back.
  ///
  /// - Parameter isDue: whether it is a repeat whose time has come, and nothing that just happened.
  mutating func question(_ id: ClientOrderID, isDue: Bool = false, at now: Instant) {
    var isAsked = questions[id].map { now - $0 < settings.broker.answerLimit } ?? false
    if !isDue, let last = askedAt[id], now - last < Desk.askAgainDelay(round: 0) { isAsked = true }
    #if PLANTED_BUGS
      if PlantedBug.askedWhileAsked.isOn { isAsked = false }
    #endif
    guard !isAsked else { return }
    questions[id] = now
    askedAt[id] = now
    outbox.urgent.append(.query(id))
  }

  /// Whether the broker still owes an answer about this order.
  private func needsAnswer(_ address: SliceAddress) -> Bool {
    self[address].status == .unknown || isDoubtful(self[address].id)
  }

  private mutating func cancelAgain(_ id: ClientOrderID, at now: Instant) {
    canceling.remove(id)
    guard let address = sliceIndex[id], self[address].cancelRequested, !self[address].status.isFinal else {
      return
    }
    requestCancel(address, at: now)
  }

  /// One interval after the last slice: what still works is canceled and what the venue left is given up,
  /// where the parent's rule says so. A held parent is the trader's business; its resume asks again.
  private mutating func leftoverDue(_ book: Int, at now: Instant) {
    let parent = books[book].parent
    guard parent.leftover == .cancel, now >= parent.end, parent.hold == nil, !parent.status.isFinal else {
      return
    }
    for slice in books[book].slices {
      let address = SliceAddress(book: book, number: slice.number)
      let leftByVenue = slice.status == .canceled || slice.status == .expired
      if slice.status == .sending, isUnsent(address) {
        end(address, as: .canceled, reason: Reason.leftover, rest: .closed, kind: .ended, at: now)
      } else if !slice.status.isFinal, slice.status != .pending {
        askCancel(address, rest: .closed, reason: Reason.leftover, by: .desk, at: now)
      } else if leftByVenue, slice.rest == .owed, slice.attempts > 0 {
        closeRest(address, reason: Reason.leftover, by: .desk, at: now)
      }
    }
  }

  /// Yesterday's order is never offered again: what is pending and owed is closed.
  private mutating func sessionEnded(_ book: Int, at now: Instant) {
    guard !books[book].parent.status.isFinal, !books[book].isSessionOver else { return }
    books[book].sessionEndAt = nil
    // The close was moved after this was scheduled.
    guard now >= books[book].sessionEnd else { return scheduleSessionEnd(book) }
    books[book].isSessionOver = true
    let id = books[book].parent.id
    log(.sessionEnded, Reason.sessionEnded, parent: id, by: .desk, at: now)
    for number in books[book].slices.indices {
      let address = SliceAddress(book: book, number: number)
      if isUnsent(address) {
        end(address, as: .canceled, reason: Reason.sessionEnded, rest: .closed, kind: .ended, at: now)
      } else if self[address].status.isFinal, self[address].rest == .owed {
        closeRest(address, reason: Reason.sessionEnded, by: .desk, at: now)
      } else if !self[address].status.isFinal {
        #if PLANTED_BUGS
          if PlantedBug.expiredByOurClock.isOn, self[address].status.isWorking {
            update(address, by: .venue, at: now) {
              $0.status = .expired
              $0.reason = Reason.sessionEnded
            }
          }
        #endif
        // The venue ends a DAY order itself; whatever it leaves must not be owed any more.
        update(address, by: .desk, at: now) {
          $0.rest = .closed
          $0.restReason = Reason.sessionEnded
        }
      }
    }
  }

  /// Gives up what an ended slice did not fill.
  mutating func closeRest(_ address: SliceAddress, reason: String, by actor: Actor, at now: Instant) {
    update(address, by: .desk, at: now) {
      $0.rest = .closed
      $0.restReason = reason
    }
    let slice = self[address]
    log(
      .ended, "\(slice.leaves) shares given up: \(reason)", parent: slice.parentID, slice: slice.id,
      by: actor, at: now)
  }

  /// `slice 13 of AAPL`, for messages.
  func name(_ address: SliceAddress) -> String {
    "slice \(address.number + 1) of \(books[address.book].parent.totalSlices), "
      + "\(books[address.book].parent.request.symbol)"
  }
}
