internal import Brokers
internal import OrderStore
internal import SlicingCore
internal import Terminal

#if NETWORK
  internal import AlpacaBroker
#endif

/// An account at Alpaca as the command line, the settings and the keys describe it, checked as far as that is
/// possible without asking anybody.
struct AlpacaSetup: Sendable {
  /// What it is asked for. A halt is carried out on an account that may not trade, too.
  enum Purpose: Sendable { case trading, canceling }

  let environment: BrokerEnvironment
  /// What was typed, or what the folder says; nil for whatever account the keys belong to.
  let account: String?

  #if NETWORK
    private let configuration: AlpacaConfiguration

    init(
      _ settings: AlpacaSettings, environment: BrokerEnvironment, account: String?,
      variables: [String: String] = Environment.current
    ) throws(CommandFailure) {
      self.environment = environment
      self.account = account
      configuration = AlpacaConfiguration(
        environment: environment, endpoints: try AlpacaSetup.endpoints(settings, environment),
        credentials: try AlpacaSetup.credentials(settings, environment, variables),
        feed: settings.feed == .sip ? .sip : .iex, requestsPerMinute: settings.requestsPerMinute,
        deduplicates: AlpacaSetup.capability(settings.deduplicates))
    }

    /// Reaches the account and makes sure that it is the one that was meant.
    func connect(for purpose: Purpose) async throws(CommandFailure) -> Destination {
      let clock = WorldClock(speed: 1)
      let broker: AlpacaBroker
      do throws(AlpacaError) {
        broker = try await AlpacaBroker.connect(configuration, clock: clock)
      } catch {
        throw CommandFailure(error)
      }
      let number = broker.account.number
      guard AccountNumber.isOne(number) else {
        throw CommandFailure(.unreachable, "the broker's account number is none")
      }
      guard account == nil || account == number else {
        throw CommandFailure(.notPermitted, otherAccount(number))
      }
      if purpose == .trading, let obstacle = broker.account.obstacle {
        throw CommandFailure(.notPermitted, "account \(number) may not trade: \(obstacle)")
      }
      return .account(
        ConnectedAccount(broker: broker, clock: clock, identity: .alpaca(number, environment)))
    }

    /// Cancels those of `orders` that are open, without an engine.
    func cancelOpen(
      _ orders: Set<ClientOrderID>, isEverything: Bool, patience: Duration
    ) async throws(CommandFailure) -> OutsideReceipt {
      // Together, for a halt has no time; only orders of ours are ever canceled, whoever's keys these are.
      async let swept = sweep(orders, isEverything, patience)
      async let reached = number()
      let found = try await swept.get()
      switch await reached {
      case .success(let number) where account != nil && account != number:
        return .otherAccount(otherAccount(number))
      case .success: return .swept(OutsideSweep(found))
      case .failure(let failure): return .swept(OutsideSweep(found, accountUnread: failure.message))
      }
    }

    private func sweep(
      _ orders: Set<ClientOrderID>, _ isEverything: Bool, _ patience: Duration
    ) async -> Result<CancelSweep, CommandFailure> {
      do throws(AlpacaError) {
        return .success(
          try await AlpacaBroker.cancelOpen(
            orders, isEverything: isEverything, configuration, patience: patience))
      } catch {
        return .failure(CommandFailure(error))
      }
    }

    /// The account that the keys belong to.
    private func number() async -> Result<String, CommandFailure> {
      do throws(AlpacaError) {
        return .success(
          try await AlpacaBroker.connect(configuration, clock: WorldClock(speed: 1)).account.number)
      } catch {
        return .failure(CommandFailure(error))
      }
    }

    private func otherAccount(_ number: String) -> String {
      "the keys belong to account \(number), not to \(account ?? "none")"
    }

    private static func capability(
      _ rule: AlpacaSettings.Deduplication
    ) -> BrokerCapabilities.Deduplication {
      switch rule {
      case .forever: .forever
      case .never: .never
      case .window(let span): .window(span)
      }
    }

    private static func endpoints(
      _ settings: AlpacaSettings, _ environment: BrokerEnvironment
    ) throws(CommandFailure) -> AlpacaEndpoints {
      let given = { (text: String) in text.isEmpty ? nil : text }
      do {
        return try AlpacaEndpoints(
          environment: environment, trading: given(settings.endpoint), data: given(settings.dataEndpoint),
          caFile: given(settings.caFile))
      } catch {
        throw CommandFailure(.usage, "settings, [alpaca]: \(error)")
      }
    }

    private static func credentials(
      _ settings: AlpacaSettings, _ environment: BrokerEnvironment, _ variables: [String: String]
    ) throws(CommandFailure) -> AlpacaCredentials {
      let file = settings.keyFile(live: environment == .live, variables)
      let pair: KeyPair
      do throws(KeyError) {
        pair = try BrokerKeys.find(inFile: file)
      } catch {
        throw CommandFailure(error)
      }
      guard let credentials = AlpacaCredentials(keyID: pair.keyID, secret: pair.secret) else {
        preconditionFailure("keys that were checked are refused")
      }
      return credentials
    }
  #else
    init(
      _ settings: AlpacaSettings, environment: BrokerEnvironment, account: String?
    ) throws(CommandFailure) {
      throw CommandFailure(
        .unreachable,
        "this build has no network: build it with the package trait Network, which is on by default")
    }

    func connect(for purpose: Purpose) async throws(CommandFailure) -> Destination {
      preconditionFailure("no setup is ever made in this build")
    }

    func cancelOpen(
      _ orders: Set<ClientOrderID>, isEverything: Bool, patience: Duration
    ) async throws(CommandFailure) -> OutsideReceipt {
      preconditionFailure("no setup is ever made in this build")
    }
  #endif
}

/// What canceling without an engine came to.
enum OutsideReceipt: Hashable, Sendable {
  case swept(OutsideSweep)
  /// The keys are those of somebody else's account; nothing there is ours.
  case otherAccount(String)
}

/// What became of the orders that were open at the broker.
struct OutsideSweep: Hashable, Sendable {
  /// Open once, and not any more.
  var canceled = 0
  /// Open at the last look, by the broker's id.
  var stillOpen: [String] = []
  /// Open when that could last be read; a cancel was asked for since.
  var doubtful: [String] = []
  /// Why the last look came to nothing.
  var trouble: String?
  /// Why nobody knows whether these are the account's keys: what was canceled was ours all the same, and
  /// where nothing was found it may have been looked for in the wrong place.
  var accountUnread: String?
}

#if NETWORK
  extension OutsideSweep {
    fileprivate init(_ sweep: CancelSweep, accountUnread: String? = nil) {
      self.init(
        canceled: sweep.canceled, stillOpen: sweep.stillOpen, doubtful: sweep.doubtful,
        trouble: sweep.trouble, accountUnread: accountUnread)
    }
  }

  extension CommandFailure {
    fileprivate init(_ error: AlpacaError) {
      switch error {
      case .unreachable(let words): self.init(.unreachable, "Alpaca cannot be reached: \(words)")
      case .unauthorized(let words): self.init(.notPermitted, "Alpaca refuses the keys: \(words)")
      }
    }
  }
#endif
