/// What the actor carries out for the core, in order: what follows a `persist` runs only after its commit.
public enum Effect: Hashable, Sendable {
  /// One transaction.
  case persist(Commit)
  /// Ask `Desk.authorize` and, if it agrees, hand the order to the broker in the same step.
  case send(ClientOrderID, attempt: Int)
  /// Never waits: not for a commit, not for a guard.
  case cancel(ClientOrderID, brokerOrderID: String?)
  /// Ask the broker for an order by its client id. Never waits either.
  case query(ClientOrderID)
  /// Ask the broker for everything open on the account. Never waits.
  case queryOpen
  /// The release is on disk: open the kill word.
  case openKillWord
  /// Tell the firm's switch. Never waits; a desk that shares none ignores it.
  case firm(FirmAct)
  /// The answer to the command this call handled; given after the commits before it.
  case answer(CommandAnswer)
  /// Something the trader must see.
  case alert(Alert)
}

/// What a command came to.
public enum CommandAnswer: Hashable, Sendable {
  /// Done; in words.
  case done(String)
  /// A new parent.
  case entered(ClientOrderID, slices: Int)
  /// Refused whole; nothing changed.
  case refused(Refusal)
  /// In force, and not on disk: it would not survive a crash. In words, the disk's included. The desk never
  /// says this itself; whoever carries its commits out does, where one cannot be written.
  case unstored(String)
}

/// A line that stays until acknowledged, with a bell where the settings say so.
public struct Alert: Hashable, Sendable {
  /// What kind of thing happened.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case kill, breaker, rejected, unknown, missed, link, done, held, storage, mismatch, clock
    /// A symbol halted.
    case session
    /// What the broker's adapter noticed.
    case remark
  }
  /// What kind of thing happened.
  public let kind: Kind
  /// In words.
  public let text: String
  /// The parent concerned.
  public let parentID: ClientOrderID?

  /// Memberwise.
  public init(kind: Kind, text: String, parentID: ClientOrderID? = nil) {
    self.kind = kind
    self.text = text
    self.parentID = parentID
  }
}

/// One transaction's worth of changes, each with its line in the event log.
public struct Commit: Hashable, Sendable {
  /// In the order they were made.
  public internal(set) var changes: [Change] = []
  /// One record for each thing that happened.
  public internal(set) var log: [LogRecord] = []

  /// Nothing yet.
  public init() {}
  /// Memberwise.
  public init(changes: [Change], log: [LogRecord]) {
    self.changes = changes
    self.log = log
  }
  /// Whether there is anything to write.
  public var isEmpty: Bool { changes.isEmpty && log.isEmpty }
}

/// A row that changed, whole, as it now is.
public enum Change: Hashable, Sendable {
  /// A new parent and its slices.
  case parentAdded(Parent, [Slice])
  /// Slices a replan added.
  case slicesAdded([Slice])
  case parent(Parent)
  /// `from` is the status on disk: the store refuses the update if it finds another or an illegal step.
  case slice(Slice, from: SliceStatus)
  /// Applied once; a second row with the same execution id is refused.
  case fill(Execution)
  case bust(executionID: String)
  case kill(KillSwitch)
  /// The highest profit of a day: the drawdown is measured from it after a restart too.
  case profitPeak(TradeDate, Notional)
  case breaker(CircuitBreaker)
}

/// A record of the event log: every state change has an actor, an instant and a reason.
public struct LogRecord: Hashable, Sendable {
  /// What kind of thing happened; stored by name.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case entered, refused, armed, sent, accepted, rejected
    case notSent = "not_sent"
    case unknown, fill, bust, ended
    case blocked, missed
    case cancelRequested = "cancel_requested"
    case cancelRefused = "cancel_refused"
    case held, resumed, replanned, settled
    case sessionEnded = "session_ended"
    case finished
    case killed, released, explained, tripped, reset, open, alarm, link, clock, started, stopped
    /// The market opened or closed, or a symbol was halted or trades again.
    case session
  }
  /// When, on the world clock.
  public let at: Instant
  /// Who.
  public let actor: Actor
  /// What.
  public let kind: Kind
  /// The parent concerned.
  public let parentID: ClientOrderID?
  /// The slice concerned.
  public let sliceID: ClientOrderID?
  /// Why, in words.
  public let reason: String

  /// Memberwise.
  public init(
    at: Instant, actor: Actor, kind: Kind, parentID: ClientOrderID? = nil, sliceID: ClientOrderID? = nil,
    reason: String
  ) {
    self.at = at
    self.actor = actor
    self.kind = kind
    self.parentID = parentID
    self.sliceID = sliceID
    self.reason = reason
  }
}
