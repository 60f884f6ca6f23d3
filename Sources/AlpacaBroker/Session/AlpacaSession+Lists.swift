#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import SlicingCore
  internal import WireFormats

  // Lists the broker gives in pages, and the executions behind what they count.
  extension AlpacaSession {
    private static let orderPage = 500
    private static let fillPage = 100
    /// More pages than this is no list but a loop.
    private static let pageLimit = 40
    /// The broker's own time of an order may be a little before or after ours of it.
    private static let margin = TimeSpan.seconds(120)

    /// The orders a query selects, all pages of them.
    ///
    /// - Parameters:
    ///   - since: when the oldest of interest was sent, by our clock; nil for no bound.
    ///   - wanted: ends early once all of these are found; nil for everything.
    ///   - limit: for the answer with each page.
    ///   - then: the orders, and why the list is not whole, where it is not.
    func listOrders(
      query: String, since: Instant? = nil, until wanted: Set<ClientOrderID>? = nil,
      use: RateBudget.Use = .question, limit: TimeAmount = HTTPCall.usualLimit,
      then: @escaping ([WireOrder], String?) -> Void
    ) {
      let bound = since.map { "&after=\($0 - skew - AlpacaSession.margin)" } ?? ""
      let target = "/v2/orders?\(query)&limit=\(AlpacaSession.orderPage)&direction=desc&nested=false"
      let list = PagedOrders(wanted: wanted, oldest: since.map { $0 - skew - AlpacaSession.margin })
      orderPage(target, cursor: bound, list, use: use, limit: limit, then: then)
    }

    /// What the pages so far have brought.
    private struct PagedOrders {
      var orders: [WireOrder] = []
      var ids: Set<String> = []
      var pages = 0
      let wanted: Set<ClientOrderID>?
      /// Older ones are of no interest. The cursor of a later page cannot be joined with a time.
      let oldest: Instant?

      init(wanted: Set<ClientOrderID>?, oldest: Instant?) {
        self.wanted = wanted
        self.oldest = oldest
      }

      /// Takes a page; says whether anything in it was new.
      mutating func take(_ page: [WireOrder]) -> Bool {
        pages += 1
        let new = page.filter { ids.insert($0.id).inserted }
        orders += new
        return !new.isEmpty
      }

      var isSatisfied: Bool {
        if let oldest, let last = orders.last, last.createdAt < oldest { return true }
        return wanted.map { $0.isSubset(of: orders.compactMap(\.clientOrderID)) } ?? false
      }
    }

    private func orderPage(
      _ target: String, cursor: String, _ list: PagedOrders, use: RateBudget.Use, limit: TimeAmount,
      then: @escaping ([WireOrder], String?) -> Void
    ) {
      read(target + cursor, use: use, limit: limit) { [weak self] reading in
        guard let self else { return }
        guard case .value(.array(let rows)) = reading else { return then(list.orders, reading.trouble) }
        let page = rows.compactMap(WireOrder.init)
        guard page.count == rows.count else { return then(list.orders, "a row of the orders cannot be read") }
        var list = list
        let isNew = list.take(page)
        if rows.count < AlpacaSession.orderPage || list.isSatisfied { return then(list.orders, nil) }
        guard isNew, list.pages < AlpacaSession.pageLimit, let last = page.last else {
          return then(list.orders, "the list of orders does not end")
        }
        self.orderPage(
          target, cursor: "&before_order_id=\(last.id)", list, use: use, limit: limit, then: then)
      }
    }

    // MARK: Executions

    /// Tells of every execution these orders count and nobody has told of yet, from the account's activities.
    /// Until that is done the orders themselves are not told: an order ends with its executions.
    ///
    /// - Parameter then: why it could not be done, where it could not.
    func explain(_ orders: [WireOrder], then: @escaping (String?) -> Void) {
      let gaps = orders.filter { order in
        guard order.clientOrderID != nil, let filled = order.filled else { return false }
        return fills.filled(order.id) < filled
      }
      guard let oldest = gaps.map(\.createdAt).min() else { return then(nil) }
      let owners = Dictionary(gaps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      let after = oldest - AlpacaSession.margin
      let target =
        "/v2/account/activities/FILL?after=\(after)&direction=asc&page_size=\(AlpacaSession.fillPage)"
      fillPage(target, cursor: nil, owners, page: 1, then: then)
    }

    private func fillPage(
      _ target: String, cursor: String?, _ owners: [String: WireOrder], page: Int,
      then: @escaping (String?) -> Void
    ) {
      read(target + (cursor.map { "&page_token=\($0)" } ?? "")) { [weak self] reading in
        guard let self else { return }
        guard case .value(.array(let rows)) = reading else { return then(reading.trouble) }
        for row in rows { if let fill = FillActivity(row) { self.took(fill, owners[fill.orderID]) } }
        let isExplained = owners.values.allSatisfy { self.fills.filled($0.id) >= $0.filled ?? .zero }
        guard rows.count == AlpacaSession.fillPage, !isExplained else { return then(nil) }
        guard page < AlpacaSession.pageLimit, let last = rows.last?["id"]?.text, last != cursor else {
          // Nothing is lost by going on: an order stays open until its shares are explained.
          self.remark("more executions than can be read at once: some orders wait for theirs")
          return then(nil)
        }
        self.fillPage(target, cursor: last, owners, page: page + 1, then: then)
      }
    }

    private func took(_ fill: FillActivity, _ order: WireOrder?) {
      guard let order, let id = order.clientOrderID else { return }
      let name = fills.add(
        orderID: fill.orderID, executionID: nil, quantity: fill.quantity, cumulative: fill.cumulative)
      guard let name else { return }
      count(fill.quantity, of: order)
      if let symbol = order.submission?.symbol {
        telling.owe(symbol)
        settled(symbol)
      }
      if let listeningSince, fill.at + skew > listeningSince { awaitFromStream(fill) }
      say(
        .execution(
          Execution(
            executionID: name, clientOrderID: id, quantity: fill.quantity, price: fill.price, at: fill.at)))
    }

    /// For the check of positions.
    func count(_ quantity: Shares, of order: WireOrder) {
      guard let submission = order.submission else { return }
      positions.count(quantity, submission.side, submission.symbol)
      telling.moved(submission.symbol)
    }

    /// What the books have and the stream does not tell within a moment, it has lost: then it is deaf for
    /// others too, however well it answers pings.
    private func awaitFromStream(_ fill: FillActivity) {
      awaited.booked(fill.orderID, fill.quantity, at: now)
      if !awaited.isEmpty, !muteTimer.isSet {
        muteTimer.set(in: .seconds(3), on: loop) { [weak self] in self?.missedByStream() }
      }
    }

    private func missedByStream() {
      let missed = awaited.missing(before: now - .seconds(2))
      guard isUp, !isStopped, missed > 0 else {
        if !awaited.isEmpty {
          muteTimer.set(in: .seconds(3), on: loop) { [weak self] in self?.missedByStream() }
        }
        return
      }
      awaited.forget()
      remark(
        "the stream did not tell of \(missed) \(missed == 1 ? "execution" : "executions"): it is connected anew"
      )
      setLink(false, "the stream was mute")
      trades.restart("the stream was mute")
    }
  }

  extension AnswerMeaning.Reading {
    /// Why there is no list in it.
    var trouble: String {
      switch self {
      case .failed(let reason): reason
      case .absent: "404 where a list was expected"
      case .value: "something that is no list"
      }
    }
  }
#endif
