public import PaperExchange
public import SlicingCore

/// What a venue is started with.
public struct VenueOptions: Sendable {
  /// The port on loopback; 0 for any that is free.
  public var port: Int
  /// What clients have to name. No secrets: nothing but this machine reaches the venue.
  public var key: String
  /// What belongs to the key.
  public var secret: String
  /// The file that holds the venue's truth.
  public var ledgerPath: String
  /// Of prices and of chance; nil for the ledger's own.
  public var seed: UInt64?
  /// A recorded market.
  public var tape: MarketTape?
  /// Faults that are on from the start, as `FaultRule` reads them.
  public var faults: [String] = []
  /// Requests a minute.
  public var rateLimit = 200
  /// What is done with a client id that was seen before.
  public var deduplication = ExchangeConfiguration.Deduplication.forever
  /// When orders are taken and trade, and what the clock says of it.
  public var sessions = TradingHours.aroundTheClock
  /// Where the venue's clock begins; nil for the wall's time.
  public var startsAt: Instant?

  /// With the usual rate, market and clock, and no faults.
  public init(port: Int, key: String, secret: String, ledgerPath: String) {
    self.port = port
    self.key = key
    self.secret = secret
    self.ledgerPath = ledgerPath
  }

  /// One line for each fault that can be switched on.
  public static var faultHelp: [(name: String, words: String)] {
    Fault.allCases.map { ($0.rawValue, $0.words) }
  }

  func rules() throws(VenueError) -> [FaultRule] {
    try faults.map { text throws(VenueError) in
      guard let rule = FaultRule(text) else { throw .badFault(text) }
      return rule
    }
  }
}

/// Why a venue does not run. `description` is what a person is told.
public enum VenueError: Error, Sendable, CustomStringConvertible {
  /// There is no such fault, or its numbers are none.
  case badFault(String)
  /// The ledger cannot be opened, or written on.
  case ledger(LedgerError)
  /// The port is taken, or not ours to take.
  case cannotListen(port: Int, reason: String)

  /// In words.
  public var description: String {
    switch self {
    case .badFault(let text): "\(text): not a fault; see --help"
    case .ledger(let error): error.description
    case .cannotListen(let port, let reason): "cannot listen on port \(port): \(reason)"
    }
  }
}
