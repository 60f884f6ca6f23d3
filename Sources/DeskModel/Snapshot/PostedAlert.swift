public import SlicingCore

/// An alert as it stands on the screen until somebody has seen it. Its number and time make it one of a kind:
/// two alerts may say the same, and seeing one is not seeing the other.
public struct PostedAlert: Hashable, Sendable {
  /// Ascending; what is acknowledged is acknowledged up to a number, so that a newer one stays.
  public let number: Int
  /// When, on the world clock.
  public let at: Instant
  /// What happened.
  public let alert: Alert

  /// Memberwise.
  public init(number: Int, at: Instant, alert: Alert) {
    self.number = number
    self.at = at
    self.alert = alert
  }

  /// What kind of thing happened.
  public var kind: Alert.Kind { alert.kind }
  /// In words.
  public var text: String { alert.text }
  /// The parent concerned.
  public var parentID: ClientOrderID? { alert.parentID }
}

extension PostedAlert {
  /// What a record of the event log means to somebody who only looks: he hears of everything through the
  /// log. Nil for what needs nobody's attention. `number` is the record's place in the log.
  public init?(number: Int, record: LogRecord) {
    guard let kind = Alert.Kind(record) else { return nil }
    let name = record.kind.rawValue.replacing("_", with: " ")
    let text = record.reason.isEmpty ? "\(name) by \(record.actor)" : "\(name): \(record.reason)"
    self.init(
      number: number, at: record.at, alert: Alert(kind: kind, text: text, parentID: record.parentID))
  }
}

extension LogRecord {
  /// `AAPL halted: news pending`, among what else is said of the session.
  fileprivate var isHaltOfASymbol: Bool {
    let words = reason.split(separator: " ", maxSplits: 2)
    return words.count > 1 && (words[1] == "halted" || words[1] == "halted:")
  }
}

extension Alert.Kind {
  fileprivate init?(_ record: LogRecord) {
    switch record.kind {
    case .killed: self = .kill
    case .tripped: self = .breaker
    case .rejected: self = .rejected
    case .unknown: self = .unknown
    case .missed: self = .missed
    case .finished: self = .done
    case .alarm: self = .remark
    case .clock: self = .clock
    case .link where record.reason.hasPrefix("down"): self = .link
    case .session where record.isHaltOfASymbol: self = .session
    // A trip and a halt hold every order and say so once.
    case .held where record.actor == .desk && TripReason(rawValue: record.reason) == nil: self = .held
    case .entered, .refused, .armed, .sent, .accepted, .notSent, .fill, .bust, .ended, .blocked,
      .cancelRequested, .cancelRefused, .held, .resumed, .replanned, .settled, .sessionEnded, .released,
      .explained, .reset, .open, .link, .started, .stopped, .session:
      return nil
    }
  }
}
