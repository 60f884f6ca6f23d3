internal import DeskModel
internal import SlicingCore

/// How `tranche run` answers what the console would ask.
struct RunPolicy: Hashable, Sendable {
  /// What happens to shares owed past the last slice; nil leaves the order held.
  var owed: OwedDecision?
  /// Enter an order again that was entered today.
  var repeats = false
  var acceptsWarnings = false
  var leftover = LeftoverRule.cancel
  /// What happens to an order that would run past the close.
  var pastClose = PastClose.refuse

  /// The warnings that are accepted unseen.
  var acknowledged: Set<LimitRule> { acceptsWarnings ? Set(LimitRule.allCases) : [] }
}

/// Why the orders of a run are not entered.
struct EntryFailure: Error, Hashable, Sendable {
  /// Those that were, before the failure, and are canceled since. Of these something may have filled.
  let entered: [ClientOrderID]
  let failure: CommandFailure
}

/// Enters the orders of a run, all or none; or takes up those that are unfinished, where there are none.
///
/// Each is tried first on a copy of the desk, which is a value: so the third order's refusal is known before
/// the first one is entered, what the orders say of each other included.
struct RunEntry: Sendable {
  let model: DeskModel
  let policy: RunPolicy
  let actor: Actor

  func enter(_ requests: [OrderRequest]) async throws(EntryFailure) -> [ClientOrderID] {
    guard !requests.isEmpty else {
      return await model.snapshot().desk.books.map(\.parent).filter { !$0.status.isFinal }.map(\.id)
    }
    for symbol in Set(requests.map(\.symbol)) { await model.watch(symbol) }
    let symbols = requests.map(\.symbol)
    // Longer than at the screen: nobody's hand waits for it, and a refusal ends the run.
    await Settling.wait(for: model, atMost: .seconds(5)) { desk in
      symbols.allSatisfy { desk.quotes[$0] != nil }
    }
    let snapshot = await model.snapshot()
    var rehearsal = snapshot.desk
    var tickets: [OrderTicket] = []
    do throws(CommandFailure) {
      for request in requests { tickets.append(try ticket(for: request, on: &rehearsal, at: snapshot.now)) }
    } catch {
      throw EntryFailure(entered: [], failure: error)
    }
    return try await submit(tickets)
  }

  /// The ticket that the desk takes, found by trying.
  private func ticket(
    for request: OrderRequest, on desk: inout Desk, at now: Instant
  ) throws(CommandFailure) -> OrderTicket {
    var ticket = OrderTicket(
      request: request, leftover: policy.leftover, pastClose: policy.pastClose)
    // The first try finds the repeat number, the second the warnings.
    for _ in 1...3 {
      var trial = desk
      guard let refusal = RunEntry.refusal(in: trial.handle(.command(.submit(ticket), by: actor), at: now))
      else {
        desk = trial
        return ticket
      }
      ticket = try mended(ticket, after: refusal)
    }
    throw CommandFailure(.refused, "\(OrderLine.text(of: request)): the desk's answers contradict each other")
  }

  private func mended(_ ticket: OrderTicket, after refusal: Refusal) throws(CommandFailure) -> OrderTicket {
    switch refusal {
    case .duplicate(_, let next) where policy.repeats:
      OrderTicket(
        request: ticket.request, repeatNumber: next, acknowledged: ticket.acknowledged,
        leftover: ticket.leftover, pastClose: ticket.pastClose)
    case .unacknowledged(let findings) where policy.acceptsWarnings:
      OrderTicket(
        request: ticket.request, repeatNumber: ticket.repeatNumber,
        acknowledged: ticket.acknowledged.union(findings.map(\.rule)), leftover: ticket.leftover,
        pastClose: ticket.pastClose)
    default: throw RunEntry.failure(refusal, of: ticket.request)
    }
  }

  private func submit(_ tickets: [OrderTicket]) async throws(EntryFailure) -> [ClientOrderID] {
    var entered: [ClientOrderID] = []
    for ticket in tickets {
      switch await model.perform(.submit(ticket), by: actor) {
      case .entered(let id, _): entered.append(id)
      case .done(let words): preconditionFailure("a submit was answered with: \(words)")
      case .unstored(let words):
        // Nothing of this one leaves before it is on disk, and the run ends here.
        let failure = CommandFailure(.cannotWrite, "\(OrderLine.text(of: ticket.request)): \(words)")
        throw await withdrawn(entered, because: failure)
      case .refused(let refusal):
        // The market moved between the trial and the act; what was entered before goes too.
        throw await withdrawn(entered, because: RunEntry.failure(refusal, of: ticket.request))
      }
    }
    return entered
  }

  /// Cancels what was entered before. That it is over by the venue's word is for the run to wait for.
  private func withdrawn(_ entered: [ClientOrderID], because failure: CommandFailure) async -> EntryFailure {
    for id in entered { _ = await model.perform(.cancelParent(id), by: actor) }
    return EntryFailure(entered: entered, failure: failure)
  }

  private static func refusal(in effects: [Effect]) -> Refusal? {
    for case .answer(.refused(let refusal)) in effects { return refusal }
    return nil
  }

  private static func failure(_ refusal: Refusal, of request: OrderRequest) -> CommandFailure {
    let hint =
      switch refusal {
      case .duplicate: " (--repeat does that)"
      case .unacknowledged: " (--accept-warnings does that)"
      default: ""
      }
    let text = "\(OrderLine.text(of: request)): \(refusal.words)\(hint)"
    if case .storageDown = refusal { return CommandFailure(.cannotWrite, text) }
    return CommandFailure(refusal.isGuard ? .notPermitted : .refused, text)
  }
}
