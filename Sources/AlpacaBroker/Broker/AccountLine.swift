#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  /// Connections to an account, and single questions over them: what is there before a session, and all there
  /// is for a program that only cancels.
  final class AccountLine: Sendable {
    let loop: any EventLoop
    private let clock: WorldClock
    private let bound: NIOLoopBoundBox<State>

    private struct State {
      let pool: HTTPPool
      var budget: RateBudget
    }

    init(_ configuration: AlpacaConfiguration, clock: WorldClock, on loop: any EventLoop) {
      self.loop = loop
      self.clock = clock
      bound = NIOLoopBoundBox.makeBoxSendingValue(
        State(
          pool: HTTPPool(
            endpoint: configuration.endpoints.trading, trust: configuration.endpoints.trust,
            credentials: configuration.credentials, loop: loop),
          budget: RateBudget(limit: configuration.requestsPerMinute)),
        eventLoop: loop)
      loop.execute { [bound] in bound.value.pool.warm() }
    }

    /// The account behind the keys. A moment's patience, because the connections are being made.
    func account() async throws(AlpacaError) -> AlpacaAccount {
      switch await ask(.GET, "/v2/account", patience: .seconds(10)) {
      case .answer(let answer):
        if answer.status == 401 || answer.status == 403 { throw .unauthorized(answer.words) }
        guard answer.status == 200, let account = answer.json.flatMap(AlpacaAccount.init) else {
          throw .unreachable("it answered \(answer.words), which is no account")
        }
        return account
      case .forbidden: throw .unreachable("nothing was sent")
      case .notSent(let words), .lost(let words):
        throw .unreachable(await failure() ?? words)
      }
    }

    func ask(
      _ method: HTTPMethod, _ target: String, patience: TimeAmount = .seconds(1),
      limit: TimeAmount = HTTPCall.usualLimit
    ) async -> HTTPResult {
      await withCheckedContinuation { done in
        loop.execute { [bound, clock] in
          bound.value.budget.spend(at: clock.now())
          var call = HTTPCall(method: method, target: target)
          call.urgency = .cancel
          call.patience = patience
          call.limit = limit
          bound.value.pool.send(call) { done.resume(returning: $0) }
        }
      }
    }

    private func failure() async -> String? {
      await withCheckedContinuation { done in
        loop.execute { [bound] in done.resume(returning: bound.value.pool.lastFailure) }
      }
    }

    /// Hands the connections over to whoever goes on with them.
    func withPool<Result: Sendable>(
      _ use: @escaping @Sendable (HTTPPool, RateBudget) -> Result
    ) async -> Result {
      await withCheckedContinuation { done in
        loop.execute { [bound] in done.resume(returning: use(bound.value.pool, bound.value.budget)) }
      }
    }

    func close() async {
      await withCheckedContinuation { done in
        loop.execute { [bound] in bound.value.pool.close { done.resume() } }
      }
    }
  }
#endif
