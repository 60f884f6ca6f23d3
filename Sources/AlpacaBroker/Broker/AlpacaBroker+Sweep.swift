#if NETWORK
  internal import AlpacaWire
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOPosix
  public import SlicingCore

  // A cancel from outside the engine, for when that is stopped or gone.
  extension AlpacaBroker {
    /// Cancels whatever is open on the account under one of `ours`, and looks again until none is left or the
    /// patience is over. Only orders of ours are touched: all at once where nothing else is open, else one by
    /// one.
    public static func cancelOpen(
      _ ours: Set<ClientOrderID>, _ configuration: AlpacaConfiguration, patience: Duration
    ) async throws(AlpacaError) -> CancelSweep {
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let line = AccountLine(configuration, clock: WorldClock(), on: group.next())
      let result: Result<CancelSweep, AlpacaError>
      do throws(AlpacaError) {
        result = .success(try await OpenOrderSweep(line, ours).run(patience))
      } catch {
        result = .failure(error)
      }
      await line.close()
      await AlpacaBroker.end(group)
      return try result.get()
    }
  }

  /// One round after another: what is open of ours, and a cancel for it.
  private struct OpenOrderSweep {
    let line: AccountLine
    let ours: Set<ClientOrderID>

    private static let pause = Duration.milliseconds(150)
    /// The first connection may take a moment; nothing else may.
    private static let firstPatience = Int64(10)

    init(_ line: AccountLine, _ ours: Set<ClientOrderID>) {
      self.line = line
      self.ours = ours
    }

    func run(_ patience: Duration) async throws(AlpacaError) -> CancelSweep {
      let giveUp = ContinuousClock.now + patience
      var asked: Set<String> = []
      while true {
        let (open, isWhole) = try await openOrders()
        let mine = open.filter { $0.clientOrderID.map(ours.contains) ?? false }
        if mine.isEmpty || ContinuousClock.now >= giveUp {
          let left = mine.map(\.id)
          return CancelSweep(canceled: asked.subtracting(left).count, stillOpen: left)
        }
        asked.formUnion(mine.map(\.id))
        if isWhole, mine.count == open.count {
          _ = await line.ask(.DELETE, "/v2/orders")
        } else {
          for order in mine { _ = await line.ask(.DELETE, "/v2/orders/\(order.id)") }
        }
        // A canceled wait only makes the next look come sooner.
        try? await Task.sleep(for: OpenOrderSweep.pause)
      }
    }

    private static let page = 500

    /// What is open, and whether that is everything. What a cancel came to shows in the next list; that one
    /// cannot be read is the only failure.
    private func openOrders() async throws(AlpacaError) -> ([WireOrder], isWhole: Bool) {
      let target = "/v2/orders?status=open&limit=\(OpenOrderSweep.page)&direction=desc&nested=false"
      let result = await line.ask(.GET, target, patience: .seconds(OpenOrderSweep.firstPatience))
      if case .answer(let answer) = result, answer.status == 401 { throw .unauthorized(answer.words) }
      guard case .value(.array(let rows)) = AnswerMeaning.reading(result) else {
        throw .unreachable("its open orders cannot be read: \(result.words)")
      }
      let orders = rows.compactMap(WireOrder.init)
      return (orders, orders.count == rows.count && rows.count < OpenOrderSweep.page)
    }
  }
#endif
