public import Brokers

/// The servers of one account, checked when they are made: an order can go nowhere else.
///
/// Live and paper differ by nothing but the address and the keys, so the address is compared whole with the
/// few that may be. Rejected: a list of hosts in the settings, which would let one wrong line send real
/// orders to whoever answers there.
public struct AlpacaEndpoints: Hashable, Sendable {
  /// Where orders go, and the stream of what becomes of them.
  public let trading: Endpoint
  /// Where quotes come from.
  public let data: Endpoint
  /// Where what traded on past days is asked: Alpaca's own beside its quotes, else where they come from.
  public let history: Endpoint
  /// Whose certificates are believed.
  public let trust: Trust

  /// Takes Alpaca's own addresses where none are given.
  ///
  /// - Parameters:
  ///   - trading: beside Alpaca's own, only a loopback address, and only for paper.
  ///   - data: the same; nil is the trading server where that is a loopback address.
  ///   - caFile: a PEM file of the authorities to trust in place of the machine's; never for live.
  public init(environment: BrokerEnvironment, trading: String?, data: String?, caFile: String?)
    throws(EndpointRefusal)
  {
    self.trading = try AlpacaEndpoints.trading(trading, environment)
    self.data = try AlpacaEndpoints.data(data, environment, beside: self.trading)
    history = self.data == .marketData ? .marketHistory : self.data
    trust = try AlpacaEndpoints.trust(caFile, environment)
  }

  private static func trading(_ text: String?, _ environment: BrokerEnvironment) throws(EndpointRefusal)
    -> Endpoint
  {
    let own = environment == .live ? Endpoint.liveTrading : .paperTrading
    guard let text else { return own }
    guard let endpoint = Endpoint(text) else { throw .notAnAddress(.trading, text, environment) }
    guard endpoint == own || (environment == .paper && endpoint.isLoopback) else {
      throw .notAllowed(.trading, text, environment)
    }
    return endpoint
  }

  /// Quotes of the machine itself are only for orders that stay on the machine: a paper account at Alpaca
  /// priced by something else would prove nothing.
  private static func data(
    _ text: String?, _ environment: BrokerEnvironment, beside trading: Endpoint
  ) throws(EndpointRefusal) -> Endpoint {
    guard let text else { return trading.isLoopback ? trading : .marketData }
    guard let endpoint = Endpoint(text) else { throw .notAnAddress(.data, text, environment) }
    guard endpoint == .marketData || (trading.isLoopback && endpoint.isLoopback) else {
      throw .notAllowed(.data, text, environment)
    }
    return endpoint
  }

  private static func trust(_ caFile: String?, _ environment: BrokerEnvironment) throws(EndpointRefusal)
    -> Trust
  {
    guard let caFile else { return .system }
    guard environment == .paper else { throw .ownAuthorityForLive(caFile) }
    guard !caFile.isEmpty else { throw .noAuthorityFile }
    return .file(caFile)
  }
}
