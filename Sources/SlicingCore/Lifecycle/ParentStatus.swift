/// Where a parent stands, derived from its slices and its stored hold; never set by hand.
public enum ParentStatus: String, Hashable, Sendable, CaseIterable {
  /// Nothing due yet.
  case scheduled
  case working
  /// Sends no new slice until the trader resumes it.
  case held
  /// Every share filled.
  case completed
  /// Ended short.
  case partial
  /// Ended by the trader's cancel.
  case canceled
  /// The venue refused every slice and nothing filled.
  case rejected

  /// Whether the parent is over.
  public var isFinal: Bool {
    switch self {
    case .completed, .partial, .canceled, .rejected: true
    case .scheduled, .working, .held: false
    }
  }
}

/// Why a parent is held. Only the trader's resume lifts any of them.
public enum HoldCause: String, Hashable, Sendable, CaseIterable {
  case trader
  case kill
  case breaker
  /// Three slices in a row blocked by a limit.
  case limit
  /// More than one slice late by more than the grace.
  case late
  case restart
  /// Past its last slice with shares owed: waits for the trader's decision.
  case owed
  /// A difference between what is believed and what the venue says.
  case mismatch
  /// A slice fell due while the order store could not write.
  case storage
  /// The link to the broker went down, where the setting says that this holds.
  case link
  /// The firm's switch could not be read, so that nothing may be sent.
  case firm
}

/// A hold: why, by whom, since when.
public struct Hold: Hashable, Sendable {
  /// What brought it about.
  public let cause: HoldCause
  /// Who held it.
  public let by: Actor
  /// Since when.
  public let at: Instant
  /// In words, where there is more to say than the cause.
  public let reason: String

  /// Memberwise.
  public init(cause: HoldCause, by: Actor, at: Instant, reason: String) {
    self.cause = cause
    self.by = by
    self.at = at
    self.reason = reason
  }
}

/// Who did something: a person at a console, another terminal, the broker, or the desk itself.
public struct Actor: Hashable, Sendable, CustomStringConvertible {
  /// `trader:anna`, `broker:paper`, `desk`.
  public let name: String
  /// Wraps a name.
  public init(_ name: String) { self.name = name }
  /// The desk acting by its own rules.
  public static let desk = Actor("desk")
  /// The broker's answers and its stream.
  public static let broker = Actor("broker")
  /// A signal to the process.
  public static let signal = Actor("signal")
  /// The name.
  public var description: String { name }
}
