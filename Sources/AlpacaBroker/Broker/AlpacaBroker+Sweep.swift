#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOPosix
  public import SlicingCore
  internal import WireFormats

  // A cancel from outside the engine, for when that is stopped or gone.
  extension AlpacaBroker {
    /// Cancels whatever is open on the account under one of `ours`, and looks again until none is left or the
    /// patience is over. Only orders of ours are touched.
    ///
    /// - Parameters:
    ///   - isEverything: whether `ours` is all there is of ours and not somebody's choice. Only then, and
    ///     only for many orders, is the broker's cancel-all used, which would also hit an order that somebody
    ///     enters between the list and the cancel; else they are canceled one by one.
    ///   - patience: from the broker's first answer on. Where the broker refuses for its rate, ten seconds
    ///     more.
    /// - Throws: `unauthorized`, or `unreachable` where no list of open orders could ever be read. What a
    ///   later look does not find out is no failure of what was done before it: the result says so.
    public static func cancelOpen(
      _ ours: Set<ClientOrderID>, isEverything: Bool = false, _ configuration: AlpacaConfiguration,
      patience: Duration
    ) async throws(AlpacaError) -> CancelSweep {
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
      let line = AccountLine(configuration, clock: WorldClock(), on: group.next())
      let result: Result<CancelSweep, AlpacaError>
      do throws(AlpacaError) {
        var sweep = OpenOrderSweep(line, ours, isEverything: isEverything, patience: patience)
        result = .success(try await sweep.run())
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
    private let line: AccountLine
    private let ours: Set<ClientOrderID>
    private let isEverything: Bool
    private let patience: Duration
    private var tally = SweepTally()
    /// Known once the broker has answered, or has not, for the first time.
    private var giveUp: ContinuousClock.Instant?
    private var hasMoreTime = false
    /// Before the next round.
    private var pause = OpenOrderSweep.usualPause

    private static let usualPause = Duration.milliseconds(150)
    private static let pauseForRate = Duration.seconds(1)
    private static let timeForRate = Duration.seconds(10)
    /// The first connection may take a moment; nothing else may.
    private static let firstPatience = TimeAmount.seconds(10)
    private static let laterPatience = TimeAmount.seconds(1)
    /// For an answer. One that hangs is asked for again, over another connection.
    private static let limit = TimeAmount.seconds(3)
    private static let atOnce = 4
    private static let page = 500

    init(_ line: AccountLine, _ ours: Set<ClientOrderID>, isEverything: Bool, patience: Duration) {
      self.line = line
      self.ours = ours
      self.isEverything = isEverything
      self.patience = patience
    }

    mutating func run() async throws(AlpacaError) -> CancelSweep {
      while true {
        let isAllOurs = try await look()
        if tally.isOver { break }
        // What is seen late is asked for all the same, and looked at once more.
        if let giveUp, ContinuousClock.now >= giveUp, tally.hasTriedAll { break }
        await cancel(all: isEverything && isAllOurs)
        // A canceled wait only makes the next look come sooner.
        try? await Task.sleep(for: pause)
        pause = OpenOrderSweep.usualPause
      }
      guard let result = tally.result else {
        throw .unreachable("its open orders cannot be read: \(tally.lastTrouble)")
      }
      return result
    }

    /// A refusal for the rate passes, and a halt is worth waiting for; but not twice.
    private mutating func refusedForRate() {
      pause = OpenOrderSweep.pauseForRate
      guard !hasMoreTime, let giveUp else { return }
      hasMoreTime = true
      self.giveUp = giveUp + OpenOrderSweep.timeForRate
    }

    // MARK: What is open

    /// Reads the list of open orders.
    ///
    /// - Returns: whether all of it is ours.
    private mutating func look() async throws(AlpacaError) -> Bool {
      let list = await openOrders()
      let isFirst = giveUp == nil
      if isFirst { giveUp = ContinuousClock.now + patience }
      if case .answer(let answer)? = list.refusal {
        if isFirst, answer.status == 401 { throw .unauthorized(answer.words) }
        if answer.status == 429 { refusedForRate() }
      }
      let mine = list.orders.filter { $0.clientOrderID.map(ours.contains) ?? false }
      if let refusal = list.refusal, list.orders.isEmpty {
        tally.missed(refusal.words)
      } else {
        tally.took(mine.map(\.id), gap: list.gap ?? list.refusal?.words)
      }
      return list.gap == nil && list.refusal == nil && mine.count == list.orders.count
    }

    /// All pages, as far as they could be read.
    private struct OpenOrders {
      var orders: [WireOrder] = []
      /// What was answered instead of a page.
      var refusal: HTTPResult?
      /// Why a page that was read is not all it should be.
      var gap: String?
    }

    private func openOrders() async -> OpenOrders {
      var list = OpenOrders()
      while true {
        let cursor = list.orders.last.map { "&before_order_id=\($0.id)" } ?? ""
        let target =
          "/v2/orders?status=open&limit=\(OpenOrderSweep.page)&direction=desc&nested=false\(cursor)"
        let result = await line.ask(
          .GET, target,
          patience: giveUp == nil ? OpenOrderSweep.firstPatience : OpenOrderSweep.laterPatience,
          limit: OpenOrderSweep.limit)
        guard case .value(.array(let rows)) = AnswerMeaning.reading(result) else {
          list.refusal = result
          return list
        }
        let page = rows.compactMap(WireOrder.init)
        if page.count < rows.count { list.gap = "a row of the orders cannot be read" }
        let isRepeated = page.first.map { first in list.orders.contains { $0.id == first.id } } ?? false
        if isRepeated { list.gap = "the list of orders does not end" } else { list.orders += page }
        if rows.count < OpenOrderSweep.page || list.gap != nil { return list }
      }
    }

    // MARK: Cancels

    private mutating func cancel(all: Bool) async {
      let ids = tally.toCancel
      if all, ids.count > AlpacaSession.fewRequests, tally.asked.isEmpty {
        return await cancelAll(ids)
      }
      for start in stride(from: 0, to: ids.count, by: OpenOrderSweep.atOnce) {
        await cancel(ids[start..<min(start + OpenOrderSweep.atOnce, ids.count)])
      }
    }

    /// What became of it shows in the next list; what it could not cancel is then asked for one by one.
    private mutating func cancelAll(_ ids: [String]) async {
      let result = await line.ask(.DELETE, "/v2/orders", limit: OpenOrderSweep.limit)
      let answers = CancelAllAnswer(result)
      for id in ids { tally.asked(id, isAccepted: answers.accepted.contains(id)) }
      if case .answer(let answer) = result, answer.status == 429 { refusedForRate() }
    }

    private mutating func cancel(_ ids: ArraySlice<String>) async {
      let answers = await withTaskGroup(of: (String, HTTPResult).self) { [line] group in
        for id in ids {
          group.addTask {
            (id, await line.ask(.DELETE, "/v2/orders/\(id)", limit: OpenOrderSweep.limit))
          }
        }
        return await group.reduce(into: [(String, HTTPResult)]()) { $0.append($1) }
      }
      for (id, result) in answers {
        tally.asked(id, isAccepted: AnswerMeaning.cancel(result) == .accepted)
        if case .answer(let answer) = result, answer.status == 429 { refusedForRate() }
      }
    }
  }
#endif
