/// What the venue of a run is like.
struct Cell: Hashable, Sendable {
  /// Whether a second order under one id is refused.
  let deduplicates: Bool
  /// Whether one acknowledgement in twenty is lost.
  let dropsAnswers: Bool

  static let all = [
    Cell(deduplicates: true, dropsAnswers: false), Cell(deduplicates: true, dropsAnswers: true),
    Cell(deduplicates: false, dropsAnswers: false), Cell(deduplicates: false, dropsAnswers: true),
  ]

  var words: String {
    "deduplication \(deduplicates ? "on" : "off")" + (dropsAnswers ? ", 5 % of answers dropped" : "")
  }

  /// The fault script. Half of the lost acknowledgements take the reports with them, as a connection does
  /// that breaks; for so short a time that no three slices fail for it, which would trip the breaker. A
  /// request lost now and then makes the desk send again where it may.
  var script: String {
    var lines = ["venue: deduplicate \(deduplicates ? "forever" : "never")"]
    if dropsAnswers {
      lines += [
        "on submit one-in 40: lose answer", "on submit one-in 40: disconnect 50ms booked",
        "on submit one-in 60: lose request",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// How a halt comes in.
enum HaltMeans: String, Sendable {
  /// `tranche kill` while the engine runs.
  case command
  case signal
  /// `tranche kill` while nobody runs the desk.
  case whileDead
}

/// What a seed decides: the orders, the venue, when the program dies, and when the halt strikes. What the
/// machine then makes of it differs from run to run, as with every real crash.
struct Scenario: Sendable {
  struct Halt: Sendable {
    /// In this life, or right after it.
    let life: Int
    /// After the engine was ready.
    let after: Duration
    let means: HaltMeans
  }

  let seed: UInt64
  let cell: Cell
  /// World clock this many times as fast as the wall's. 1 makes a run slow, and lets the halt be compared
  /// with the ledger on one clock; 100 leaves the time between two slices in which an order is sent again.
  let speed: Int
  let orders: [String]
  /// What is done about owed shares.
  let owed: String
  /// When each life ends, from its start; a life beyond these is not killed.
  var deaths: [Duration]
  var halt: Halt?
  /// A named point at which a life dies, instead of an instant.
  var dieAt: (life: Int, point: String)?

  /// More lives than that, and the orders do not come to an end.
  static let lifeLimit = 12

  init(seed: UInt64) {
    var chance = Chance(seed: seed)
    self.seed = seed
    cell = Cell.all[Int(seed % UInt64(Cell.all.count))]
    speed = chance.oneIn(40) ? 1 : chance.pick([10, 100])
    let slices = speed == 1 ? 4 : chance.number(6...10)
    let interval = max(1, speed / 10)
    orders = Scenario.orders(slices: slices, interval: interval, &chance)
    owed = chance.pick(["spread", "spread", "catch-up", "skip"])
    let length = slices * interval * 1_000_000 / speed
    deaths = Scenario.deaths(length: length, &chance)
    if chance.oneIn(3) || speed == 1 { halt = Scenario.halt(&deaths, length: length, &chance) }
  }

  private static func orders(slices: Int, interval: Int, _ chance: inout Chance) -> [String] {
    let symbols = ["AAPL", "MSFT", "NVDA", "TSLA"].prefix(chance.number(2...4))
    return symbols.map { symbol in
      let quantity = slices * chance.number(20...400) + chance.number(0...slices - 1)
      let force = chance.oneIn(5) ? " tif ioc" : ""
      return
        "\(chance.oneIn(2) ? "buy" : "sell") \(quantity) \(symbol) over \(slices * interval)s every \(interval)s\(force)"
    }
  }

  /// Two and a half on average. One in four strikes while the program starts or recovers.
  private static func deaths(length: Int, _ chance: inout Chance) -> [Duration] {
    (0..<chance.number(1...4)).map { _ in
      chance.oneIn(4)
        ? .microseconds(chance.number(0...80_000))
        : .microseconds(60_000 + chance.number(0...length))
    }
  }

  /// Strikes just before a death, or in between two lives. The first life most often, because the others are
  /// shorter than they were meant to be as often as not.
  private static func halt(_ deaths: inout [Duration], length: Int, _ chance: inout Chance) -> Halt {
    let life = chance.oneIn(2) ? 0 : chance.number(0...deaths.count - 1)
    let means = chance.pick([HaltMeans.command, .signal, .signal, .whileDead])
    let after = chance.number(0...length * 2 / 3)
    // The engine is ready some 50 ms after its start, and `tranche kill` takes as long again.
    if means != .whileDead { deaths[life] = .microseconds(90_000 + after + chance.number(0...150_000)) }
    return Halt(life: life, after: .microseconds(after), means: means)
  }
}
