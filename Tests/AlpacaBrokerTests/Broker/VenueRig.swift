#if NETWORK
  import Brokers
  import Foundation
  import FoundationNetworking
  import SlicingCore
  import Testing
  import VenueServer

  @testable import AlpacaBroker

  /// The real adapter over the real venue, both in this process, joined by real sockets; and everything the
  /// adapter has said.
  actor VenueRig {
    let port: Int
    private let serving: Task<Void, any Error>
    private let folder: String
    private let marketTiming: MarketTiming
    private let sweepPatience: TimeSpan
    private(set) var broker: AlpacaBroker!
    private(set) var heard: [BrokerEvent] = []
    private var listening: Task<Void, Never>?
    private var ids = 0

    /// A venue with faults, and an adapter that is connected to it.
    init(
      _ faults: [String] = [], rate: Int = 200, starts: Bool = true, market: MarketTiming = MarketTiming(),
      sweepPatience: TimeSpan = .seconds(8),
      change: (inout VenueOptions) -> Void = { _ in }
    ) async throws {
      (marketTiming, self.sweepPatience) = (market, sweepPatience)
      folder = FileManager.default.temporaryDirectory.appending(path: "alpaca-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      var options = VenueOptions(port: 0, key: "K", secret: "S", ledgerPath: "\(folder)/ledger")
      options.faults = faults
      options.rateLimit = rate
      change(&options)
      let server = try VenueServer(options)
      let (ports, port) = AsyncStream<Int>.makeStream()
      serving = Task { try await server.run { port.yield($0) } }
      var found = 0
      for await port in ports {
        found = port
        break
      }
      self.port = found
      if starts { try await connect(rate: rate) }
    }

    func connect(key: String = "K", rate: Int = 200) async throws {
      let configuration = try configuration(key: key, rate: rate)
      let broker = try await AlpacaBroker.connect(configuration, clock: WorldClock())
      self.broker = broker
      let before = heard.count
      listening = Task { for await event in broker.events { self.took(event) } }
      try await broker.start()
      // Where the machine is slow, the broker starts without its link.
      try await until("the link is up") { Array($0.dropFirst(before)).links.last == true }
    }

    nonisolated func configuration(key: String = "K", rate: Int = 200) throws -> AlpacaConfiguration {
      let endpoints = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:\(port)", data: nil, caFile: nil)
      let credentials = try #require(AlpacaCredentials(keyID: key, secret: "S"))
      var configuration = AlpacaConfiguration(
        environment: .paper, endpoints: endpoints, credentials: credentials, requestsPerMinute: rate)
      configuration.pongPatience = .seconds(9)
      configuration.marketTiming = marketTiming
      configuration.sweepPatience = sweepPatience
      return configuration
    }

    private func took(_ event: BrokerEvent) { heard.append(event) }

    func end() async {
      await broker?.stop()
      serving.cancel()
      _ = await serving.result
      try? FileManager.default.removeItem(atPath: folder)
    }

    /// An order nobody has sent yet.
    func order(
      _ quantity: Shares = 50, _ type: OrderType = .market, side: Side = .buy, symbol: String = "AAPL"
    ) throws -> Submission {
      ids += 1
      let symbol = try #require(Symbol(symbol))
      let id = ClientOrderID(
        symbol: symbol, side: side, quantity: quantity, type: type, timeInForce: .day, strategy: "test\(ids)",
        tradeDate: NewYork.date(of: WorldClock().now()))
      return Submission(
        id: id, attempt: 1, symbol: symbol, side: side, quantity: quantity, type: type, timeInForce: .day)
    }

    /// One that rests far from the market.
    func resting(_ quantity: Shares = 10, symbol: String = "AAPL") throws -> Submission {
      try order(quantity, .limit(try #require(Price(decimal: "1.50"))), symbol: symbol)
    }

    /// Somebody else's order on the account, under an id of theirs.
    func placeTheirs() async throws {
      let order = """
        {"symbol": "MSFT", "qty": "5", "side": "buy", "type": "limit", "limit_price": "1.5",
         "time_in_force": "day", "client_order_id": "theirs"}
        """
      try await http("POST", "/v2/orders", order)
    }

    /// Waits until what was heard satisfies `isEnough`, and does `meanwhile` again and again: what only
    /// counts once something is in force that nobody tells of, or a question for what is not yet to be had.
    ///
    /// There is a minute and more for everything: it costs nothing where the machine is quick, and no promise
    /// about time is checked by it.
    func until(
      _ what: Comment, _ isEnough: @Sendable ([BrokerEvent]) -> Bool,
      again meanwhile: @Sendable () async throws -> Void = {}, at location: SourceLocation = #_sourceLocation
    ) async throws {
      let giveUp = ContinuousClock.now + .seconds(100)
      var next = ContinuousClock.now
      while !isEnough(heard) {
        guard ContinuousClock.now < giveUp else {
          Issue.record("\(what); heard \(heard.filter { !$0.isQuote }.suffix(12))", sourceLocation: location)
          throw CancellationError()
        }
        if ContinuousClock.now >= next {
          try await meanwhile()
          next = .now + .milliseconds(500)
        }
        try await Task.sleep(for: .milliseconds(10))
      }
    }

    /// Somebody trades at the market beside us. It is done when this returns, and this is what is held then.
    func others(_ side: String, _ quantity: Int, _ symbol: String, holding held: Int) async throws {
      try await http(
        "POST", "/v2/orders",
        """
        {"symbol": "\(symbol)", "qty": "\(quantity)", "side": "\(side)", "type": "market",
         "time_in_force": "day"}
        """)
      try await until("somebody holds \(held) \(symbol)") {
        String(decoding: try await http("GET", "/v2/positions/\(symbol)"), as: UTF8.self)
          .contains("\"qty\":\"\(held)\"")
      }
    }

    /// Waits until the venue says so.
    private func until(_ what: Comment, _ isSo: () async throws -> Bool) async throws {
      let giveUp = ContinuousClock.now + .seconds(100)
      while ContinuousClock.now < giveUp {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(10))
      }
      Issue.record("never came: \(what)")
    }

    /// Switches a fault of the venue on, or all off.
    func fault(_ rule: String) async throws { try await control("PUT", "faults", #"{"fault": "\#(rule)"}"#) }
    func noFaults() async throws { try await control("DELETE", "faults", "") }
    /// What is on, and how often each has struck.
    func faultTable() async throws -> String {
      String(decoding: try await http("GET", "/control/faults"), as: UTF8.self)
    }

    func hasStruck(_ fault: String, times: Int) async throws -> Bool {
      try await faultTable().contains("\"\(fault)\":\(times)")
    }

    func control(_ method: String, _ path: String, _ body: String) async throws {
      _ = try await http(method, "/control/\(path)", body)
    }

    @discardableResult
    func http(_ method: String, _ path: String, _ body: String = "") async throws -> Data {
      var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
      request.httpMethod = method
      request.setValue("K", forHTTPHeaderField: "APCA-API-KEY-ID")
      request.setValue("S", forHTTPHeaderField: "APCA-API-SECRET-KEY")
      if !body.isEmpty { request.httpBody = Data(body.utf8) }
      return try await URLSession.shared.data(for: request).0
    }
  }

  extension BrokerEvent {
    var isQuote: Bool { if case .quote = self { true } else { false } }
  }

  extension [BrokerEvent] {
    /// Executions of an order, each id once.
    func executions(of id: ClientOrderID) -> [Execution] {
      var seen: Set<String> = []
      return compactMap {
        guard case .execution(let execution) = $0, execution.clientOrderID == id,
          seen.insert(execution.executionID).inserted
        else { return nil }
        return execution
      }
    }

    func filled(of id: ClientOrderID) -> Int { executions(of: id).reduce(0) { $0 + $1.quantity.count } }

    func outcomes(of id: ClientOrderID) -> [SendOutcome] {
      compactMap { if case .sent(id, _, let outcome) = $0 { outcome } else { nil } }
    }

    func states(of id: ClientOrderID) -> [OrderReport.State] {
      compactMap { if case .order(let report) = $0, report.submission.id == id { report.state } else { nil } }
    }

    func answers(of id: ClientOrderID) -> [QueryAnswer] {
      compactMap { if case .answered(id, let answer, _) = $0 { answer } else { nil } }
    }

    func cancels(of id: ClientOrderID) -> [CancelAnswer] {
      compactMap { if case .cancelAnswered(id, let answer) = $0 { answer } else { nil } }
    }

    var links: [Bool] { compactMap { if case .link(let isUp, _) = $0 { isUp } else { nil } } }

    var remarks: [String] { compactMap { if case .remark(let text) = $0 { text } else { nil } } }
  }
#endif
