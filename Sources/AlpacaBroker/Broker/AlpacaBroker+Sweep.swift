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
  private struct OpenOrderSweep: Sendable {
    let line: AccountLine
    let ours: Set<ClientOrderID>

    private static let pause = Duration.milliseconds(150)
    /// The first connection may take a moment; nothing else may.
    private static let firstPatience = Int64(10)

    init(_ line: AccountLine, _ ours: Set<ClientOrderID>) {
      self.line = line
      self.ours = ours
    }

    /// None of ours may be open twice in a row: an order the engine wrote a moment ago need not be listed
    /// yet.
    func run(_ patience: Duration) async throws(AlpacaError) -> CancelSweep {
      let giveUp = ContinuousClock.now + patience
      var seen: Set<String> = []
      var asked: Set<String> = []
      var emptyLooks = 0
      while true {
        let (open, isEverythingOurs) = try await openOrders()
        let mine = open.filter { $0.clientOrderID.map(ours.contains) ?? false }
        emptyLooks = mine.isEmpty ? emptyLooks + 1 : 0
        if emptyLooks == 2 || ContinuousClock.now >= giveUp {
          let left = mine.map(\.id)
          return CancelSweep(canceled: seen.subtracting(left).count, stillOpen: left)
        }
        seen.formUnion(mine.map(\.id))
        await cancel(mine, all: isEverythingOurs, &asked)
        // A canceled wait only makes the next look come sooner.
        try? await Task.sleep(for: OpenOrderSweep.pause)
      }
    }

    /// What the broker has taken up already is not asked for again: the rate is limited, and the engine may
    /// need it too.
    private func cancel(_ orders: [WireOrder], all: Bool, _ asked: inout Set<String>) async {
      if all, !orders.isEmpty {
        _ = await line.ask(.DELETE, "/v2/orders")
        return
      }
      let left = orders.map(\.id).filter { !asked.contains($0) }
      for start in stride(from: 0, to: left.count, by: OpenOrderSweep.atOnce) {
        let part = left[start..<min(start + OpenOrderSweep.atOnce, left.count)]
        await withTaskGroup(of: String?.self) { group in
          for id in part {
            group.addTask {
              guard case .answer(let answer) = await line.ask(.DELETE, "/v2/orders/\(id)"),
                answer.status == 204
              else { return nil }
              return id
            }
          }
          for await id in group { if let id { asked.insert(id) } }
        }
      }
    }

    private static let atOnce = 4

    private static let page = 500

    /// What is open, all pages of it, and whether all of it is ours. What a cancel came to shows in the next
    /// list; that one cannot be read is the only failure.
    private func openOrders() async throws(AlpacaError) -> ([WireOrder], isEverythingOurs: Bool) {
      var orders: [WireOrder] = []
      var rows: [WireValue] = []
      repeat {
        let cursor = orders.last.map { "&before_order_id=\($0.id)" } ?? ""
        rows = try await openOrders(page: cursor)
        let page = rows.compactMap(WireOrder.init)
        guard page.count == rows.count else { return (orders + page, false) }
        guard page.first?.id != orders.first?.id || orders.isEmpty else { return (orders, false) }
        orders += page
      } while rows.count == OpenOrderSweep.page
      return (orders, orders.allSatisfy { $0.clientOrderID.map(ours.contains) ?? false })
    }

    private func openOrders(page cursor: String) async throws(AlpacaError) -> [WireValue] {
      let target = "/v2/orders?status=open&limit=\(OpenOrderSweep.page)&direction=desc&nested=false\(cursor)"
      let result = await line.ask(.GET, target, patience: .seconds(OpenOrderSweep.firstPatience))
      if case .answer(let answer) = result, answer.status == 401 { throw .unauthorized(answer.words) }
      guard case .value(.array(let rows)) = AnswerMeaning.reading(result) else {
        throw .unreachable("its open orders cannot be read: \(result.words)")
      }
      return rows
    }
  }
#endif
