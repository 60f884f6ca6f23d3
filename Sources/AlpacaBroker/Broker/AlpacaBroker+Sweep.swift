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
    private var patience: SweepPatience
    private var tally = SweepTally()
    /// The broker has refused a request of this round for its rate: another one would be refused as well, and
    /// would count.
    private var isRefused = false
    /// A cancel of the newest batch was taken up.
    private var isTaken = false

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
      self.patience = SweepPatience(patience)
    }

    mutating func run() async throws(AlpacaError) -> CancelSweep {
      var isSpent = false
      while true {
        let isLate = isOutOfTime
        isRefused = false
        let isAllOurs = try await look()
        // What is seen late, or was refused for the rate, is asked for all the same, and looked at once more;
        // a round that comes late and brings nothing is the last.
        if tally.isOver || isOutOfTime && (isSpent || tally.hasTriedAll) { break }
        isTaken = false
        // At the end it is tried once more, whatever the broker said of its rate.
        if !isRefused || isLate { await cancel(all: isEverything && isAllOurs) }
        isSpent = isLate && !isTaken
        // A canceled wait only makes the next look come sooner.
        try? await Task.sleep(for: patience.takePause(at: .now))
      }
      guard let result = tally.result else {
        throw .unreachable("its open orders cannot be read: \(tally.lastTrouble)")
      }
      return result
    }

    private var isOutOfTime: Bool { patience.isOver(at: .now) }

    /// Takes note of a refusal for the rate, if an answer is one; says whether it is.
    private mutating func notesRefusal(_ result: HTTPResult) -> Bool {
      guard case .answer(let answer) = result, answer.status == 429 else { return false }
      isRefused = true
      patience.refused(told: answer.retryAfter(at: WorldClock().now()), at: .now)
      return true
    }

    // MARK: What is open

    /// Reads the list of open orders.
    ///
    /// - Returns: whether all of it is ours.
    private mutating func look() async throws(AlpacaError) -> Bool {
      let list = await openOrders()
      let isFirst = !patience.hasBegun
      patience.begin(at: .now)
      if isFirst, case .answer(let answer)? = list.refusal, answer.status == 401 {
        throw .unauthorized(answer.words)
      }
      if let refusal = list.refusal { _ = notesRefusal(refusal) }
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
          patience: patience.hasBegun ? OpenOrderSweep.laterPatience : OpenOrderSweep.firstPatience,
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
      // What was never asked for comes before what was asked for in vain.
      let inOrder = ids.filter { !tally.asked.contains($0) } + ids.filter(tally.asked.contains)
      for start in stride(from: 0, to: inOrder.count, by: OpenOrderSweep.atOnce) {
        await cancel(inOrder[start..<min(start + OpenOrderSweep.atOnce, inOrder.count)])
        // Past its time a sweep goes on only while the broker takes its cancels: those left are what a halt
        // is for, and one that hangs would hang for each of them.
        if isRefused || isOutOfTime && !isTaken { return }
      }
    }

    /// What became of it shows in the next list; what it could not cancel is then asked for one by one.
    private mutating func cancelAll(_ ids: [String]) async {
      let result = await line.ask(.DELETE, "/v2/orders", limit: OpenOrderSweep.limit)
      // Refused, it has canceled nothing: one request is asked for again, and not one for each order.
      if notesRefusal(result) { return }
      let answers = CancelAllAnswer(result)
      for id in ids { tally.asked(id, isAccepted: answers.accepted.contains(id)) }
      isTaken = !answers.accepted.isEmpty
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
      isTaken = false
      for (id, result) in answers where !notesRefusal(result) {
        let isAccepted = AnswerMeaning.cancel(result) == .accepted
        tally.asked(id, isAccepted: isAccepted)
        isTaken = isTaken || isAccepted
      }
    }
  }
#endif
