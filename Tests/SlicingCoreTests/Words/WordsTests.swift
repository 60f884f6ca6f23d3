import Testing

@testable import SlicingCore

/// One sample of every case of every type that has words; `WordsCoverage` fails to compile when a case is
/// added.
struct WordsSamples {
  /// Text as a hostile venue or a careless paste would have it.
  static let hostile = "\u{1B}[2Jfoo\r\nbar\u{202E}\u{2028}baz" + String(repeating: "x", count: 5000)

  let at = Instant(microseconds: 1_772_479_982_000_000)
  let price = Price(nanodollars: 187_505_000_000)
  let id: ClientOrderID
  let symbol: Symbol
  let trip: CircuitBreaker.Trip
  let halt: KillSwitch.Engagement
  let hold: Hold
  let findings: [LimitFinding]

  init() throws {
    id = try #require(ClientOrderID("e75962b287258aa363d1fb99"))
    symbol = try #require(Symbol("BRK.B"))
    trip = CircuitBreaker.Trip(at: at, reason: .rejects, details: Self.hostile, by: .desk)
    halt = KillSwitch.Engagement(
      at: at, by: Actor("trader:anna"), reason: "fat finger", slicesStopped: 3, orders: [id])
    hold = Hold(cause: .late, by: .desk, at: at, reason: "")
    findings = [
      LimitFinding(rule: .orderNotional, level: .warn, text: "$2,250,000 is over $1,000,000"),
      LimitFinding(rule: .staleQuote, level: .block, text: Self.hostile),
    ]
  }

  var requestErrors: [RequestError] {
    let typed: [(String) -> RequestError] = [
      RequestError.unknownSide, RequestError.badQuantity, RequestError.badSymbol, RequestError.unknownType,
      RequestError.badPrice, RequestError.badTimeInForce, RequestError.badDuration, RequestError.badInterval,
      RequestError.badClockTime, RequestError.badStart, RequestError.unknownWord, RequestError.repeatedWord,
    ]
    return typed.flatMap { make in ["12.5", "", Self.hostile].map(make) }
      + DraftField.allCases.map { .missing($0) } + [
        .empty, .quantityNotPositive, .quantityTooLarge(limit: 1_000_000_000_000), .priceNotPositive,
        .priceOffGrid(price), .priceOffGrid(Price(nanodollars: 12_345)),
        .priceWithoutUse(.limit, type: "market"),
        .priceWithoutUse(.stop, type: "limit"), .stopLimitCrossed(side: .buy, stop: price, limit: price),
        .stopLimitCrossed(side: .sell, stop: price, limit: price), .durationTooLong(limit: .seconds(604_800)),
        .durationNotWholeSeconds(.milliseconds(1500)), .intervalTooShort(.zero),
        .intervalTooLong(limit: .seconds(604_800)),
        .intervalNotWholeSeconds(.milliseconds(1500)),
        .durationBelowInterval(duration: .seconds(45), interval: .seconds(60)), .tooLong(limit: 200),
      ]
  }

  var planErrors: [PlanError] {
    [
      .tooFewShares(quantity: 5, slices: 30, minInterval: .seconds(360)),
      .tooFewShares(quantity: 1, slices: 2, minInterval: nil), .tooManySlices(count: 172_800, limit: 100_000),
      .endsBeforeStart(start: at, end: at - .seconds(60)), .startPassed(ClockTimeSample.halfPastTwo),
      .shorterThanInterval(available: .milliseconds(29_900), interval: .seconds(60)),
      .pastClose(close: at, longest: .seconds(1500)), .pastClose(close: at, longest: nil),
      .marketClosed(opensAt: at), .marketClosed(opensAt: nil), .sessionUnknown,
    ]
  }

  var breakerStates: [CircuitBreaker.State] { [.open, .tripped(trip), .quiet(until: at, after: trip)] }

  var refusals: [Refusal] {
    let prices = [nil, Price(nanodollars: 187_430_000_000)].map {
      Refusal.badSettlementPrice(Price(nanodollars: 0), beyond: $0)
    }
    return prices + requestErrors.map { .request($0) } + planErrors.map { .plan($0) }
      + breakerStates.map { .breaker($0) } + [
        .duplicate(existing: id, next: 2), .unacknowledged(findings), .limits(findings), .killed(halt),
        .notKilled,
        .alreadyKilled(halt), .unknownOrders([id]), .unknownOrders([id, id, id, id]), .reasonMissing,
        .alreadyTripped(trip),
        .notTripped, .noSuchOrder(id), .alreadyOver(id, status: "completed"), .alreadyHeld(id, hold),
        .notHeld(id),
        .noRoom(owed: 200), .notUnknown(id, status: .submitted), .badSettlement(quantity: 1200),
        .stillReconciling(id),
        .storageDown(Self.hostile), .linkDown(Self.hostile),
        .readOnly(holder: Self.hostile), .stillBeyond(.dailyLoss, Self.hostile),
      ] + firmReadings.map { .firm($0) } + killScopes.map { .killed(halt, scope: $0) }
  }

  var killScopes: [KillScope] { [.all, .symbol(symbol), .parent(id)] }

  var firmReadings: [FirmReading] {
    ["desk 3", "", Self.hostile].flatMap { text -> [FirmReading] in
      let trip = FirmReading.Trip(reason: text, details: text, at: nil)
      return [
        .engaged(.init(by: text, at: nil, reason: text)),
        .engaged(.init(by: text, at: at, reason: text)),
        .engaged(.init(by: text, at: at, reason: text, trip: trip)),
        .tripped(trip), .tripped(.init(reason: "OVERFILL", details: text, at: at)),
        .quiet(until: at, after: trip), .unreadable(text),
      ]
    } + [.open]
  }

  var outcomes: [SendOutcome] {
    ["timeout", Self.hostile].flatMap { text -> [SendOutcome] in
      [
        .accepted(brokerOrderID: text), .rejected(reason: text), .notSent(reason: text, retryAfter: nil),
        .notSent(reason: text, retryAfter: .seconds(2)), .unauthorized(reason: text), .unknown(reason: text),
      ]
    }
  }
}

private enum ClockTimeSample {
  static let halfPastTwo: ClockTime = {
    guard let time = ClockTime(hour: 14, minute: 30) else { preconditionFailure("14:30 is a time of day") }
    return time
  }()
}

@Suite struct WordsTests {
  /// Everything with words, as (where it comes from, its words).
  private func everything() throws -> [(String, String)] {
    let samples = try WordsSamples()
    var all: [(String, String)] = []
    all += samples.requestErrors.map { ("request error", $0.words) }
    all += samples.planErrors.map { ("plan error", $0.words) }
    all += samples.refusals.map { ("refusal", $0.words) }
    all += samples.breakerStates.map { ("breaker", $0.words) }
    all += [("trip", samples.trip.words), ("halt", samples.halt.sinceWords)]
    all += [CircuitBreaker.Refusal.notTripped, .alreadyTripped(samples.trip)].map {
      ("breaker refusal", $0.words)
    }
    all += samples.firmReadings.map { ("firm", $0.words) } + samples.killScopes.map { ("scope", $0.words) }
    all += samples.outcomes.map { ("outcome", $0.words) }
    all += samples.findings.map { ("finding", $0.words) }
    all += LimitRule.allCases.map { ("rule", $0.words) } + HoldCause.allCases.map { ("hold", $0.words) }
    all +=
      ParentStatus.allCases.map { ("parent", $0.words) } + SliceStatus.allCases.map { ("slice", $0.words) }
    all +=
      TripReason.allCases.map { ("trip reason", $0.words) } + OwedDecision.allCases.map { ("owed", $0.words) }
    all += [Settlement.notPlaced, .filled(120, at: samples.price)].map { ("settlement", $0.words) }
    all += DraftField.allCases.flatMap { [("noun", $0.noun), ("example", $0.example)] }
    return all
  }

  @Test func everySentenceIsOneReadableLine() throws {
    let codeNames = [
      "Optional(", "nil", "SlicingCore", "nanodollars", "microseconds", "Error", "TimeSpan", "Shares(",
    ]
    for (source, words) in try everything() {
      #expect(!words.isEmpty, "\(source)")
      #expect(words.count <= 600, "\(source): \(words)")
      #expect(!words.hasSuffix(" ") && !words.hasPrefix(" ") && !words.contains("  "), "\(source): \(words)")
      for name in codeNames { #expect(!words.contains(name), "\(source): \(words)") }
      for scalar in words.unicodeScalars {
        #expect(scalar.properties.generalCategory != .control, "\(source): \(words)")
        #expect(!["\u{202E}", "\u{2028}"].contains(scalar), "\(source): \(words)")
      }
    }
  }

  /// Errors say what to do, so they are more than a label.
  @Test func errorsAreSentences() throws {
    let samples = try WordsSamples()
    for error in samples.requestErrors where error != .tooLong(limit: 200) {
      #expect(error.words.contains(":"), "\(error)")
    }
    for error in samples.planErrors { #expect(error.words.contains(":"), "\(error)") }
    for refusal in samples.refusals { #expect(refusal.words.contains(":"), "\(refusal)") }
  }

  @Test func descriptionsAreTheSameWords() throws {
    let samples = try WordsSamples()
    #expect(samples.requestErrors.allSatisfy { "\($0)" == $0.words })
    #expect(samples.planErrors.allSatisfy { "\($0)" == $0.words })
    #expect(samples.refusals.allSatisfy { "\($0)" == $0.words })
    #expect("\(CircuitBreaker.Refusal.notTripped)" == CircuitBreaker.Refusal.notTripped.words)
  }

  @Test func labelsOfOneTypeDiffer() {
    #expect(Set(LimitRule.allCases.map(\.words)).count == LimitRule.allCases.count)
    #expect(Set(HoldCause.allCases.map(\.words)).count == HoldCause.allCases.count)
    #expect(Set(ParentStatus.allCases.map(\.words)).count == ParentStatus.allCases.count)
    #expect(Set(SliceStatus.allCases.map(\.words)).count == SliceStatus.allCases.count)
    #expect(Set(TripReason.allCases.map(\.words)).count == TripReason.allCases.count)
  }

  /// The sentences a trader meets most, word for word.
  @Test func sentences() throws {
    let samples = try WordsSamples()
    #expect(
      RequestError.badQuantity("12.5").words
        == "12.5 is not a whole number of shares: quantities are whole, like 12000, 12,000, 12k or 1.5m")
    #expect(
      RequestError.badClockTime("").words
        == "an empty text is not a time of day: write it like 15:55, New York time")
    #expect(
      PlanError.tooFewShares(quantity: 5, slices: 30, minInterval: .seconds(360)).words
        == "5 shares cannot fill 30 slices with at least 1 each: 5 slices are the most, so make the interval 6m or longer"
    )
    #expect(
      PlanError.tooFewShares(quantity: 1, slices: 2, minInterval: nil).words
        == "1 share cannot fill 2 slices with at least 1 each: 1 slice is the most, "
        + "and no interval of whole seconds gives that: enter at least 2 shares")
    #expect(
      Refusal.killed(samples.halt).words
        == "trading is halted since 14:33:02 ET by trader:anna (fat finger): release the kill switch first")
    #expect(SliceStatus.submitted.words == "working")
    #expect(SliceStatus.blockedKillSwitch.words == "blocked: kill switch")
  }

  @Test func foreignTextIsCutAndCleaned() {
    #expect(Phrase.line("a\nb\tc\u{1B}d\u{202E}") == "a?b?c?d?")
    #expect(Phrase.line("äöü €") == "äöü €")
    #expect(Phrase.line("abcdef", limit: 5) == "abcde…")
    #expect(Phrase.line("abcde", limit: 5) == "abcde")
    #expect(Phrase.count(1, "slice") == "1 slice")
    #expect(Phrase.count(1000, "slice") == "1,000 slices")
  }
}
