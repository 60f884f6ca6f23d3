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

  /// The venue's process is killed, and started again.
  struct VenueDeath: Sendable {
    let life: Int
    /// From the start of that life.
    let after: Duration
    let downFor: Duration
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
  /// At most one a life; none where the venue dies with the program.
  var venueDeaths: [VenueDeath] = []
  /// The program is stopped for moments, and goes on.
  var isStoppedNowAndThen = false
  /// A named point at which a life dies, instead of an instant.
  var dieAt: (life: Int, point: String)?

  /// Whether the link to the venue may break while the engine lives.
  var linkBreaks: Bool { cell.weather == .torn || !venueDeaths.isEmpty }

  /// More lives than that, and the orders do not come to an end.
  static let lifeLimit = 12

  /// - Parameter speed: instead of the one the seed would pick for the paper broker.
  init(seed: UInt64, over broker: Broker = .paper, speed fixed: Int? = nil) {
    var chance = Chance(seed: seed)
    self.seed = seed
    let cells = Cell.all(over: broker)
    cell = cells[Int(seed % UInt64(cells.count))]
    let slices: Int
    switch broker {
    case .paper:
      let picked = chance.oneIn(40) ? 1 : chance.pick([10, 100])
      speed = fixed ?? picked
      slices = speed == 1 ? 4 : chance.number(6...10)
    case .alpaca:
      speed = 1
      slices = chance.number(3...5)
    }
    let interval = max(1, speed / 10)
    // Where orders are to crowd there have to be enough of them.
    orders = Scenario.orders(slices: slices, interval: interval, least: fixed == nil ? 2 : 4, &chance)
    owed = chance.pick(["spread", "spread", "catch-up", "skip"])
    let length = slices * interval * 1_000_000 / speed
    deaths = Scenario.deaths(broker, length: length, &chance)
    if chance.oneIn(3) || (broker == .paper && speed == 1) {
      halt = Scenario.halt(broker, &deaths, length: length, &chance)
    }
    if broker == .alpaca, chance.oneIn(3) {
      venueDeaths = Scenario.venueDeaths(lives: deaths.count, length: length, &chance)
    }
  }

  private static func orders(
    slices: Int, interval: Int, least: Int, _ chance: inout Chance
  ) -> [String] {
    let symbols = ["AAPL", "MSFT", "NVDA", "TSLA"].prefix(max(least, chance.number(2...4)))
    return symbols.map { symbol in
      let quantity = slices * chance.number(20...400) + chance.number(0...slices - 1)
      let force = chance.oneIn(5) ? " tif ioc" : ""
      return
        "\(chance.oneIn(2) ? "buy" : "sell") \(quantity) \(symbol) over \(slices * interval)s every \(interval)s\(force)"
    }
  }

  /// Two and a half on average. One in four strikes while the program starts or recovers.
  private static func deaths(_ broker: Broker, length: Int, _ chance: inout Chance) -> [Duration] {
    let start = broker.pace.start
    return (0..<chance.number(1...4)).map { _ in
      chance.oneIn(4)
        ? .microseconds(chance.number(0...start))
        : .microseconds(start * 3 / 4 + chance.number(0...length))
    }
  }

  /// In one or two lives, also while the program connects and recovers.
  private static func venueDeaths(lives: Int, length: Int, _ chance: inout Chance) -> [VenueDeath] {
    Set((0..<chance.number(1...2)).map { _ in chance.number(0...lives) }).sorted().map { life in
      VenueDeath(
        life: life, after: .microseconds(chance.number(0...length)),
        downFor: .milliseconds(chance.number(0...1500)))
    }
  }

  /// Strikes just before a death, or in between two lives. The first life most often, because the others are
  /// shorter than they were meant to be as often as not.
  private static func halt(
    _ broker: Broker, _ deaths: inout [Duration], length: Int, _ chance: inout Chance
  ) -> Halt {
    let life = chance.oneIn(2) ? 0 : chance.number(0...deaths.count - 1)
    let means = chance.pick([HaltMeans.command, .signal, .signal, .whileDead])
    let after = chance.number(0...length * 2 / 3)
    if means != .whileDead {
      // The engine is ready some time after its start, and `tranche kill` takes as long again.
      let lead = broker.pace.start + 10_000
      // Over a broker elsewhere the halt is to be seen at work as well, while slices fall due.
      let outlives = broker == .alpaca && chance.oneIn(2)
      let delay = outlives ? 1_000_000 + chance.number(0...2_000_000) : chance.number(0...150_000)
      deaths[life] = .microseconds(lead + after + delay)
    }
    return Halt(life: life, after: .microseconds(after), means: means)
  }
}
