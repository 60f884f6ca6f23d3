internal import SlicingCore

// What passes between the process and the venue, and what does not.

extension Simulator {
  // MARK: From the desk

  /// A new order leaves. From here on only the network and the venue decide what becomes of it.
  func wire(_ submission: Submission) {
    let failed = { (outcome: SendOutcome) in Event.sent(submission.id, attempt: submission.attempt, outcome) }
    if faults.strike(.refused) || isAlmostMidnight && faults.strike(.midnightJobs) {
      return post(Post(.orders, failed(.notSent(reason: "connection refused", retryAfter: nil))))
    }
    if faults.strike(.rateLimited) {
      marketStrikesWhileRetryWaits()
      let after: TimeSpan? = network.random.chance(perMille: 500) ? .seconds(3) : nil
      return post(Post(.orders, failed(.notSent(reason: "429 too many requests", retryAfter: after))))
    }
    guard network.passes(.ordersDownOut), !struck(.requestLost) else {
      if network.random.chance(perMille: 500) {
        post(Post(.orders, failed(.unknown(reason: "connection reset"))), isLocal: true)
      }
      return
    }
    // Never later than the longest delay the venue promises.
    var latency = network.latency()
    if faults.strike(.slowBooking) {
      let most = scenario.capabilities.longestDelay?.microseconds ?? 60_000_000
      latency = TimeSpan(microseconds: Int64(network.random.within(1000...Int(most) - 1000)))
      mark(.slowArrival)
    }
    let request = { VenueRequest.submit(submission, sentAt: self.now, life: self.host.life, isRepeat: $0) }
    queue.add(.request(request(false)), at: now + latency)
    // Where the venue would book it twice, nobody in between may repeat it either.
    if scenario.capabilities.deduplicates == .forever, faults.strike(.duplicateRequest) {
      queue.add(.request(request(true)), at: now + latency + network.latency())
    }
  }

  func sendCancel(_ id: ClientOrderID) {
    guard network.passes(.ordersDownOut), !struck(.cancelLost) else {
      network.cancelTrouble = now
      return
    }
    var latency = network.latency()
    if struck(.cancelDelayed) {
      network.cancelTrouble = now
      latency = .milliseconds(faults.within(100...4000, for: .cancelDelayed))
    }
    queue.add(.request(.cancel(id, life: host.life)), at: now + latency)
  }

  func ask(_ id: ClientOrderID) {
    guard network.passes(.queriesDownOut), !struck(.questionLost) else { return }
    queue.add(
      .request(.query(id, askedAt: deskNow, askedTrueTime: now, life: host.life)), at: now + network.latency()
    )
  }

  func askForAllOpen() {
    guard network.passes(.queriesDownOut), !struck(.questionLost) else { return }
    queue.add(.request(.queryOpen(askedAt: deskNow)), at: now + network.latency())
  }

  // MARK: At the venue

  func take(_ request: VenueRequest) throws(Violation) {
    switch request {
    case .submit(let submission, let sentAt, _, let isRepeat):
      venue.take(submission, sentAt: sentAt, isRepeat: isRepeat, at: now, &faults)
    case .cancel(let id, _): venue.cancel(id, at: now, &faults)
    case .query(let id, let askedAt, let asked, _):
      venue.answer(id, askedAt: askedAt, asked: asked, at: now, &faults)
    case .queryOpen(let askedAt): venue.list(askedAt: askedAt, at: now, &faults)
    }
    try flushVenue()
  }

  func carryOut(_ job: VenueJob) throws(Violation) {
    if case .dayEnd = job {
      mark(.dayEnd)
      observeDayEnd()
      planDayEnd()
    }
    venue.carryOut(job, at: now, &faults)
    try flushVenue()
  }

  /// What the venue has to say and to do goes into the queue; what it wrote into its ledger to the checker.
  func flushVenue() throws(Violation) {
    let (ledger, posts, jobs) = (venue.ledger, venue.posts, venue.jobs)
    venue.ledger.removeAll(keepingCapacity: true)
    venue.posts.removeAll(keepingCapacity: true)
    venue.jobs.removeAll(keepingCapacity: true)
    for entry in ledger {
      count(entry)
      try checker.recorded(entry, venue: venue)
    }
    for post in posts { self.post(post) }
    for (delay, job) in jobs { queue.add(.job(job), at: now + delay) }
  }

  // MARK: To the desk

  /// Sends a message to the process, as well as the channel will carry it. `isLocal`: it never left the
  /// machine.
  func post(_ post: Post, isLocal: Bool = false) {
    guard isLocal || network.passes(post.channel.outage) || post.channel == .stream else { return trouble() }
    if post.channel == .stream, !network.passes(.streamDown) || !host.isAlive {
      // Lost with the connection, but for what nothing else would ever bring.
      if post.isVital || !scenario.reconciles { network.kept.append(post) }
      return
    }
    if post.isVital { network.vital.append((now, post)) }
    guard !isLost(post) else { return }
    var arrival = now + post.delay + network.latency() + delay(post)
    if !isReordered(post) {
      arrival = max(arrival, network.lastArrival[post.channel.rawValue])
      network.lastArrival[post.channel.rawValue] = arrival
    }
    let life = host.life
    queue.add(.deliver(post.event, life: life), at: arrival)
    let duplicated: FaultClass =
      switch post.channel {
      case .orders: .answerDuplicated
      case .stream: .streamDuplicated
      case .queries: .replyDuplicated
      }
    if faults.strike(duplicated) {
      let again = TimeSpan.milliseconds(faults.within(0...2000, for: duplicated))
      queue.add(.deliver(post.event, life: life), at: arrival + again)
    }
  }

  private func isLost(_ post: Post) -> Bool {
    switch post.channel {
    case .orders: struck(.answerLost)
    case .stream: !post.isVital && struck(.streamLost)
    case .queries: struck(.replyLost)
    }
  }

  private func delay(_ post: Post) -> TimeSpan {
    let fault: FaultClass =
      switch post.channel {
      case .orders: .answerDelayed
      case .stream: .streamDelayed
      case .queries: .replyDelayed
      }
    return struck(fault) ? .milliseconds(faults.within(50...9000, for: fault)) : .zero
  }

  /// Out of its channel's order: later messages may overtake it.
  private func isReordered(_ post: Post) -> Bool {
    switch post.channel {
    case .orders: struck(.answerReordered)
    case .stream: struck(.streamReordered)
    // Questions are answered one by one, each over a connection of its own.
    case .queries: true
    }
  }

  /// A fault of the ways strikes, and the link does not count as healthy for a while.
  func struck(_ fault: FaultClass) -> Bool {
    guard faults.strike(fault) else { return false }
    trouble()
    return true
  }

  func trouble() { network.lastTrouble = now }
}
