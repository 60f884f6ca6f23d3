extension FirmReading {
  /// What the firm's switch says; also the reason of what it stopped.
  public var words: String {
    switch self {
    case .open: "the firm's switch allows trading"
    case .engaged(let halt):
      "the firm's switch is on\(FirmReading.since(halt.at)) by \(FirmReading.named(halt.by, "nobody said whom"))"
        + Phrase.bracketed(halt.reason)
        + (halt.trip.map { "; the firm's breaker is tripped as well: \($0.reasonWords)" } ?? "")
    case .tripped(let trip): "the firm's breaker is tripped: \(trip.words)"
    case .quiet(let until, let trip):
      "the firm's breaker is quiet until \(Phrase.clock(until)), after \(trip.words)"
    case .unreadable(let why):
      "the firm's switch cannot be read: \(why.isEmpty ? "nobody said why" : Phrase.line(why))"
    }
  }

  /// Another program may leave out what this one never does.
  fileprivate static func named(_ text: String, _ missing: String) -> String {
    text.isEmpty ? missing : Phrase.line(text, limit: 64)
  }

  fileprivate static func since(_ at: Instant?) -> String { at.map { " since \(Phrase.clock($0))" } ?? "" }
}

extension FirmReading.Trip {
  /// What and when.
  public var words: String { reasonWords + Phrase.bracketed(details) + FirmReading.since(at) }

  /// What alone.
  var reasonWords: String {
    TripReason(rawValue: reason)?.words ?? FirmReading.named(reason, "nobody said why")
  }
}

extension KillSwitch {
  /// `trading allowed`, `HALTED since …`, `trading allowed but AAPL, halted since …`.
  public var words: String {
    if let engagement { return "HALTED \(engagement.sinceWords)" }
    guard !scoped.isEmpty else { return "trading allowed" }
    let halts = scoped.map { "\($0.scope.words), halted \($0.engagement.sinceWords)" }
    return "trading allowed but \(halts.joined(separator: "; "))"
  }
}

extension KillScope {
  /// What a halt covers, as it stands after "halted:".
  public var words: String {
    switch self {
    case .all: "everything"
    case .symbol(let symbol): symbol.text
    case .parent(let id): "order \(id)"
    }
  }
}
