extension Refusal: CustomStringConvertible {
  /// Why nothing was done, and what to do instead.
  public var words: String {
    switch self {
    case .request(let error): error.words
    case .plan(let error): error.words
    case .duplicate(let existing, let next):
      "the same order was entered today as \(existing): confirm it as repeat \(next), or change it"
    case .unacknowledged(let findings): "acknowledge first: \(Refusal.list(findings))"
    case .limits(let findings): "over a limit: \(Refusal.list(findings))"
    case .noSuchOrder(let id): "there is no order \(id): look it up with orders or slices"
    case .alreadyOver(let id, let status):
      "order \(id) is over, \(Phrase.line(status)): nothing is left to change"
    case .alreadyHeld(let id, let hold):
      "order \(id) has been held since \(Phrase.clock(hold.at)) (\(hold.cause.words)): resume it to go on"
    case .notHeld(let id): "order \(id) is not held: there is nothing to resume"
    case .noRoom(let owed):
      "\(Phrase.shares(owed)) owed do not fit in before the session ends: skip them, or cancel the order"
    case .notUnknown(let id, let status):
      "order \(id) is not unknown, it is \(status.words): only an unknown order is settled by hand"
    case .badSettlement(let quantity):
      "\(Phrase.shares(quantity)) cannot have filled: say at least 1, and no more than the order has left"
    case .badSettlementPrice(let price, let beyond?):
      "it cannot have filled at \(price), far from \(beyond), its limit or the quote: ask for the price again"
    case .badSettlementPrice(let price, nil): "\(price) is no price: say what was paid for a share"
    case .stillReconciling(let id):
      "the broker has not answered for order \(id) since the start: wait for it, then resume"
    case .reasonMissing: "a reason is missing: say why in a few words, it goes into the record"
    case .storageDown(let failure): "the order store fails: \(Phrase.line(failure))"
    case .linkDown(let reason):
      "the link to the broker is down (\(Phrase.line(reason))), which holds every order: wait until it is up"
    case .readOnly(let holder):
      "this console only looks: \(Phrase.line(holder)) holds the state folder, so act there or use tranche kill"
    case .firm(let reading):
      switch reading {
      case .engaged(let halt) where halt.trip != nil:
        "\(reading.words): release the halt first, then reset the breaker"
      case .engaged: "\(reading.words): it is released by the firm, or here with release"
      case .tripped: "\(reading.words): reset it first"
      default: "\(reading.words): nothing goes until that is over"
      }
    case .stillBeyond(_, let text):
      "the breaker would trip again at once: \(Phrase.line(text)): raise the limit in the settings, or stop for today"
    case .killed, .notKilled, .alreadyKilled, .unknownOrders, .breaker, .alreadyTripped, .notTripped:
      guardWords
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }

  private var guardWords: String {
    switch self {
    case .killed(let halt, let scope):
      (scope == .all ? "trading" : scope.words)
        + " is halted \(halt.sinceWords): release the kill switch first"
    case .notKilled: "trading is not halted: there is nothing to release"
    case .alreadyKilled(let halt): "already halted \(halt.sinceWords): nothing changed"
    case .unknownOrders(let ids):
      "\(Phrase.count(ids.count, "order")) still unknown (\(Refusal.list(ids))): wait for the broker, or settle by hand"
    case .breaker(.open): "the breaker is OK: nothing is stopped by it"
    case .breaker(.tripped(let trip)): "the breaker is tripped: \(trip.words): reset it first"
    case .breaker(.quiet(let until, _)): "the breaker is quiet until \(Phrase.clock(until)): try again then"
    case .alreadyTripped(let trip): CircuitBreaker.Refusal.alreadyTripped(trip).words
    case .notTripped: CircuitBreaker.Refusal.notTripped.words
    default: preconditionFailure("not about a guard: \(self)")
    }
  }

  private static func list(_ findings: [LimitFinding]) -> String {
    findings.map(\.words).joined(separator: "; ")
  }

  /// The first three ids: enough to look them up, and never longer than a line.
  private static func list(_ ids: [ClientOrderID]) -> String {
    ids.prefix(3).map(\.text).joined(separator: ", ") + (ids.count > 3 ? ", …" : "")
  }
}

extension KillSwitch.Engagement {
  /// `since 14:33:02 ET by anna (fat finger)`.
  public var sinceWords: String {
    "since \(Phrase.clock(at)) by \(Phrase.line(by.name, limit: 64))\(Phrase.bracketed(reason))"
  }
}
