internal import SlicingCore

/// Where the orders of a run go.
enum Broker: String, Sendable, CaseIterable {
  /// The paper exchange inside the program.
  case paper
  /// The adapter for Alpaca, over `tranche venue` in a process of its own.
  case alpaca

  var pace: Pace {
    switch self {
    case .paper:
      Pace(
        start: 80_000, look: .milliseconds(80), halt: .zero, refusals: 40, life: .seconds(120),
        transit: .zero)
    case .alpaca:
      Pace(
        start: 400_000, look: .milliseconds(200), halt: .milliseconds(1600), refusals: 100,
        life: .seconds(180), transit: .milliseconds(500))
    }
  }
}

/// How long things take over a broker.
struct Pace: Sendable {
  /// Microseconds in which a program is started and connected, more or less.
  let start: Int
  /// Between two looks of the person at the desk, each of which is the start of a program.
  let look: Duration
  /// How long the person leaves a halt in force: over a broker elsewhere longer than what was on its way may
  /// take, and than an interval, so that slices fall due meanwhile.
  let halt: Duration
  /// So often a resume may be refused until the shares owed are given up. An order in doubt is the reason,
  /// and it is one for as long as the broker may take to show it.
  let refusals: Int
  /// The longest a life may take; on an idle machine none takes a twentieth of it.
  let life: Duration
  /// How long an order may be on its way: between the halt and its arrival, where it left before the halt.
  let transit: TimeSpan
}
