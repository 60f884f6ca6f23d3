/// The words stored with a slice or a parent for what the desk did by itself. One place, so that the same
/// cause reads the same in the row, in the log and on the screen.
enum Reason {
  static func late(_ span: TimeSpan) -> String { "late by \(span)" }
  static func notSent(_ words: String, attempt: Int, retryIn wait: TimeSpan) -> String {
    "attempt \(attempt) not sent: \(words); again in \(wait)"
  }
  static func exhausted(_ words: String, attempts: Int) -> String {
    "retries exhausted: \(words) (\(attempts) \(attempts == 1 ? "attempt" : "attempts"))"
  }
  static func absent(attempts: Int) -> String {
    "retries exhausted: no answer, and the broker does not have it (\(attempts) "
      + "\(attempts == 1 ? "attempt" : "attempts"))"
  }
  static func held(_ hold: Hold) -> String { "held by \(hold.by): \(hold.reason)" }
  static func kill(_ engagement: KillSwitch.Engagement, scope: KillScope = .all) -> String {
    (scope == .all ? "" : "\(scope.words): ")
      + "kill switch engaged by \(engagement.by) at \(NewYork.clock(engagement.at))"
      + (engagement.reason.isEmpty ? "" : ": \(engagement.reason)")
  }
  static func canceled(by actor: Actor) -> String { "canceled by \(actor)" }
  static let killWord = "kill switch engaged"
  static func firm(_ halt: FirmReading.Engagement) -> String {
    "the firm's switch, by \(halt.by)" + (halt.reason.isEmpty ? "" : ": \(halt.reason)")
  }
  static func firm(_ trip: FirmReading.Trip) -> String { "the firm's breaker, \(trip.words)" }
  static func limitUp(_ symbol: Symbol, _ price: Price) -> String {
    "\(symbol) is limit up at \(price)"
  }
  static func limitDown(_ symbol: Symbol, _ price: Price) -> String {
    "\(symbol) is limit down at \(price)"
  }
  static let replanned = "replanned"
  static let sessionEnded = "session ended"
  static func linkDown(_ reason: String) -> String { "link down: \(reason)" }
  static let sessionUnknown = "the broker has not said whether the market is open"
  static func closed(since close: Instant) -> String { "market closed at \(Phrase.minute(close))" }
  static func halted(_ symbol: Symbol, _ reason: String) -> String {
    "\(symbol) halted" + (reason.isEmpty ? "" : ": \(reason)")
  }
  static func skew(_ skew: TimeSpan, _ level: SkewLevel) -> String {
    let magnitude = TimeSpan(microseconds: Int64(clamping: skew.microseconds.magnitude))
    let text =
      "this machine's clock is \(magnitude) \(skew.microseconds < 0 ? "behind" : "ahead of") the broker's"
    return switch level {
    case .none: "this machine's clock and the broker's are within a second again"
    case .noticeable: text
    case .large: text + ": due times differ from the broker's clock by as much"
    }
  }
  static let leftover = "left over at the end of the plan"
  static let restart = "the program was started again"
  static let noAnswer = "no answer within the time limit"
  static let overridden = "the venue's word took the place of what was settled by hand"
  static let openedAgain = "opened again by a late word of the venue"
  static let restartDoubt = "the program ended before an answer came"
  static let owedAtEnd = "past its last slice with shares owed"
  static func storage(_ failure: String) -> String { "the order store fails: \(failure)" }
  static func settled(_ words: String, by actor: Actor) -> String { "settled by \(actor): \(words)" }
}
