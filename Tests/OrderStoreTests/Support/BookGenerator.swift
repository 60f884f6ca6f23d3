import SlicingCore

/// Random books that together hold every case the schema knows. They need not make sense as trading.
struct BookGenerator {
  static let texts = [
    "", "plain", "naïve – “quoted” 'single' \"double\"; DROP TABLE orders;--", "日本語 👩‍👩‍👧",
    "\u{202E}\u{200B}\u{FEFF}",
    "line\nbreak\ttab\u{7}\u{1b}[31m", "e\u{301} and \u{e9}", String(repeating: "x", count: 5000), "\u{FFFD}",
  ]

  private var random: Seeded
  /// Cases that were generated, by type and name.
  private(set) var seen: Set<String> = []

  init(seed: UInt64) { random = Seeded(seed) }

  static let everything: Set<String> = {
    var all: Set<String> = ["market", "limit", "stop", "stop_limit", "now", "at", "duration", "until"]
    all.formUnion(SliceStatus.allCases.map { "slice \($0)" })
    all.formUnion(ParentStatus.allCases.map { "parent \($0)" })
    all.formUnion(HoldCause.allCases.map { "hold \($0)" })
    all.formUnion(LeftoverRule.allCases.map { "leftover \($0)" })
    all.formUnion(Rest.allCases.map { "rest \($0)" })
    all.formUnion(TimeInForce.allCases.map { "tif \($0)" })
    all.formUnion(Side.allCases.map { "side \($0)" })
    return all
  }()

  mutating func book(_ ordinal: Int) throws -> (Parent, [Slice]) {
    let request = try request()
    let id = id()
    let count = Int.random(in: 1...6, using: &random)
    let status = pick(ParentStatus.allCases, "parent")
    let parent = Parent(
      id: id, ordinal: ordinal, request: request, strategy: "twap_parent_\(ordinal)@\(count)",
      tradeDate: TradeDate(daysSinceEpoch: Int.random(in: 0...40_000, using: &random)), start: instant(),
      end: instant(), createdAt: instant(), createdBy: Actor(text()), arrivalPrice: maybe { $0.price() },
      leftover: pick(LeftoverRule.allCases, "leftover"), limits: text(), totalSlices: count + 3,
      hold: maybe {
        Hold(
          cause: $0.pick(HoldCause.allCases, "hold"), by: Actor($0.text()), at: $0.instant(),
          reason: $0.text())
      },
      canceledReason: maybe { $0.text() }, endReason: maybe { $0.text() }, status: status,
      updatedAt: instant())
    return (parent, (0..<count).map { slice($0, of: parent) })
  }

  private mutating func slice(_ number: Int, of parent: Parent) -> Slice {
    let planned = PlannedSlice(number: number, quantity: quantity(), due: instant(), id: id())
    let filled = Bool.random(using: &random) ? Shares.zero : quantity()
    let cost = filled == .zero ? Notional.zero : price() * filled
    return Slice(
      planned: planned, parentID: parent.id, status: pick(SliceStatus.allCases, "slice"),
      reason: maybe { $0.text() },
      brokerOrderID: maybe { $0.text() }, filled: filled, cost: cost,
      attempts: Int.random(in: 0...3, using: &random),
      firstIntentAt: maybe { $0.instant() }, submittedAt: maybe { $0.instant() },
      lastSentAt: maybe { $0.instant() },
      cancelRequested: Bool.random(using: &random), rest: maybe { $0.pick(Rest.allCases, "rest") },
      restReason: maybe { $0.text() }, updatedAt: instant())
  }

  private mutating func request() throws -> OrderRequest {
    let side = pick(Side.allCases, "side")
    let low = Price(nanodollars: Int64.random(in: 1...5_000, using: &random) * 10_000_000 + 1_000_000_000)
    let high = Price(nanodollars: low.nanodollars + 10_000_000)
    let types: [OrderType] = [
      .market, .limit(low), .stop(Price(nanodollars: 985_000_000)),
      side == .buy ? .stopLimit(stop: low, limit: high) : .stopLimit(stop: high, limit: low),
    ]
    let type = types[Int.random(in: 0..<4, using: &random)]
    seen.insert(type.name)
    let interval = TimeSpan.seconds(Int.random(in: 1...90_000, using: &random))
    let span = interval + .seconds(Int.random(in: 0...1000, using: &random))
    let isTimed = Bool.random(using: &random)
    let isNow = Bool.random(using: &random)
    seen.formUnion([isTimed ? "until" : "duration", isNow ? "now" : "at"])
    return try OrderRequest(
      symbol: Symbol(["A", "BRK.B", "BTC/USD", "ABCDEFGH-1234567"].randomElement(using: &random) ?? "A")
        ?? { preconditionFailure("no symbol") }(),
      side: side, quantity: quantity(), type: type, timeInForce: pick(TimeInForce.allCases, "tif"),
      horizon: isTimed ? .until(clock()) : .duration(span), interval: interval,
      start: isNow ? .now : .at(clock()))
  }

  private mutating func pick<T: Sendable>(_ all: [T], _ kind: String) -> T {
    let one = all[Int.random(in: all.indices, using: &random)]
    seen.insert("\(kind) \(one)")
    return one
  }

  private mutating func maybe<T>(_ make: (inout BookGenerator) -> T) -> T? {
    Bool.random(using: &random) ? make(&self) : nil
  }

  private mutating func text() -> String {
    BookGenerator.texts[Int.random(in: BookGenerator.texts.indices, using: &random)]
  }
  private mutating func instant() -> Instant {
    Instant(microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random))
  }
  private mutating func price() -> Price {
    Price(nanodollars: Int64.random(in: 0...Int64.max, using: &random))
  }
  private mutating func quantity() -> Shares { Shares(Int.random(in: 1...1_000_000_000, using: &random)) }
  private mutating func clock() -> ClockTime {
    ClockTime(hour: Int.random(in: 0...23, using: &random), minute: Int.random(in: 0...59, using: &random))
      ?? { preconditionFailure("no such time") }()
  }
  private mutating func id() -> ClientOrderID {
    let digits = (0..<24).map { _ in "0123456789abcdef".randomElement(using: &random) ?? "0" }
    return ClientOrderID(String(digits)) ?? { preconditionFailure("no id") }()
  }
}
