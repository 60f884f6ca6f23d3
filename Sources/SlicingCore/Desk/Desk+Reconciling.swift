// Asking the broker for everything that is open, every so often and after a broken link: a message the stream
// lost is a message nobody repeats.

extension Desk {
  /// Starts the rounds, unless they run or there is nothing to ask.
  mutating func scheduleReconciliation(at now: Instant) {
    guard let interval = settings.reconcileInterval, !isReconciling, hasOpenOrders else { return }
    isReconciling = true
    schedule.add(.reconcile, at: now + interval)
  }

  mutating func reconcileDue(at now: Instant) {
    isReconciling = false
    if link.isUp, hasOpenOrders { askForEverythingOpen(at: now) }
    scheduleReconciliation(at: now)
  }

  /// One question for all, where the broker takes such a question: its rate is limited, and only a list shows
  /// an order this desk does not know. The answers are merged like any other, and a difference trips the
  /// breaker.
  mutating func askForEverythingOpen(at now: Instant) {
    #if PLANTED_BUGS
      if PlantedBug.nothingReconciled.isOn { return }
    #endif
    guard settings.broker.listsOpenOrders else { return askForOpen(at: now) { _ in true } }
    outbox.urgent.append(.queryOpen)
  }

  /// One question for each order that is at the venue or in doubt; those asked again and again already are
  /// left to that.
  private mutating func askForOpen(at now: Instant, where isWanted: (ClientOrderID) -> Bool) {
    for book in liveBooks where hasOpenOrders(book) {
      for number in books[book].open {
        let slice = self[SliceAddress(book: book, number: number)]
        guard isOpen(slice), !asking.contains(slice.id), isWanted(slice.id) else { continue }
        question(slice.id, at: now)
      }
    }
  }

  /// What is listed is merged; what is believed open and is not listed is asked about, one by one: a list may
  /// be older than the order, or cut.
  mutating func openOrders(_ answer: OpenOrdersAnswer, askedAt: Instant, at now: Instant) {
    guard case .listed(let reports, let foreign) = answer else { return }
    for report in reports { merge(report, at: now) }
    for order in foreign {
      meetStranger(order.brokerOrderID, "an order of somebody else: \(order.words)", at: now)
    }
    let listed = Set(reports.map(\.submission.id))
    askForOpen(at: now) { !listed.contains($0) }
  }

  /// An order on the account under an id of ours that this desk does not know. Where desks share an account
  /// it is another's; where the account is ours alone, its record is lost, and nothing goes on until a person
  /// has looked.
  mutating func meetUnknown(_ report: OrderReport, at now: Instant) {
    let text = "the venue reports an order this desk does not know: \(report.submission.id)"
    if settings.deskName.isEmpty { return mismatch(text, at: now) }
    meetStranger(report.brokerOrderID, text, at: now)
  }

  /// The same for an execution.
  mutating func meetUnknown(_ execution: Execution, at now: Instant) {
    let text = "execution \(execution.executionID) for \(execution.clientOrderID), which this desk never sent"
    if settings.deskName.isEmpty { return mismatch(text, at: now) }
    meetStranger(execution.clientOrderID.text, text, at: now)
  }

  /// Said once for each, and for no more than a trader could read.
  private mutating func meetStranger(_ id: String, _ text: String, at now: Instant) {
    guard strangers.count < 1000, strangers.insert(id).inserted else { return }
    log(.alarm, text, by: .broker, at: now)
    alert(.mismatch, text)
  }

  private var hasOpenOrders: Bool { liveBooks.contains(where: hasOpenOrders) }

  private func hasOpenOrders(_ book: Int) -> Bool {
    let shares = books[book].shares
    return shares.working > .zero || shares.inFlight > .zero || shares.unknown > .zero
  }

  /// At the venue or in doubt: more than an intent that never left.
  private func isOpen(_ slice: Slice) -> Bool {
    slice.status.isWorking || slice.status == .unknown || onWire.contains(slice.id)
  }
}
