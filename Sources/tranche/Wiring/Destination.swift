internal import Brokers
internal import OrderStore

/// A broker that answers, before the folder that goes with it is opened: at a real broker only the account
/// behind the keys says which folder that is.
enum Destination: Sendable {
  case paper(PaperSetup)
  case account(ConnectedAccount)

  /// Connects, where there is something to connect to.
  static func reach(
    _ setup: EngineSetup, for purpose: AlpacaSetup.Purpose = .trading
  ) async throws(CommandFailure) -> Destination {
    switch setup.venue {
    case .paper(let paper): .paper(paper)
    case .alpaca(let alpaca): try await alpaca.connect(for: purpose)
    }
  }

  /// Whose orders the folder has to hold.
  var identity: Identity {
    switch self {
    case .paper: .paperDesk
    case .account(let account): account.identity
    }
  }

  /// Whether no order can leave the program.
  var isPaper: Bool {
    switch self {
    case .paper: true
    case .account: false
    }
  }

  /// How many times as fast as the wall its world runs.
  var speed: Int {
    switch self {
    case .paper(let setup): setup.speed
    case .account: 1
    }
  }
}

/// An account that was reached.
struct ConnectedAccount: Sendable {
  let broker: any Broker
  /// By which the broker dates what it says; the engine's own.
  let clock: WorldClock
  let identity: Identity
}
