internal import PaperExchange
internal import SlicingCore
internal import WireFormats

// Orders in: new ones, replacements, and cancels.
extension Venue {
  /// Runs what changes the books, and puts it on disk.
  func change<Value>(
    _ body: (Instant) throws(ExchangeRefusal) -> Value
  ) throws(VenueRefusal) -> Value {
    let now = clock.now()
    let value: Value
    do throws(ExchangeRefusal) {
      value = try body(now)
    } catch {
      throw Venue.refusal(error)
    }
    do throws(VenueError) {
      try settle(at: now)
    } catch {
      throw .ledgerFailed
    }
    return value
  }

  private static func refusal(_ error: ExchangeRefusal) -> VenueRefusal {
    switch error {
    case .duplicateClientOrderID: .duplicateClientID
    case .badQuantity: .quantityNotPositive
    case .badPrice(let price): .subPenny(field: "limit_price", price: WireDecimal.text(price))
    case .marketClosed: .marketClosed(error.description)
    case .noSuchOrder(let id), .noSuchExecution(let id): .orderNotFound(id)
    case .alreadyEnded(let status): .alreadyEnded(status: VenueStatusName.of(status))
    }
  }

  /// Ids the venue makes up where a client names none. The count of orders makes them differ.
  private func madeUpID() -> String {
    madeUpIDs += 1
    return WireID.uuid("client:\(paper.header.createdAt):\(books.orders.count):\(madeUpIDs)")
  }

  // MARK: New orders

  func place(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let form = try OrderForm(request.body)
    let terms = form.terms(clientOrderID: form.clientOrderID ?? madeUpID())
    // Before anything of the account is looked at: that an order exists is news no other refusal may hide.
    if paper.exchange.orderBlocking(terms.clientOrderID, at: clock.now()) != nil { throw .duplicateClientID }
    try check(terms)
    return answered(try book(terms))
  }

  func book(_ terms: NewOrder) throws(VenueRefusal) -> VenueOrder {
    let isRejected = faults.strikes(.rejectLater)
    return try change { now throws(ExchangeRefusal) in
      isRejected
        ? try paper.reject(terms, reason: "rejected by the market", at: now)
        : try paper.submit(terms, at: now)
    }
  }

  /// The answer to a new order, and what goes wrong with it on its way.
  private func answered(_ order: VenueOrder) -> VenueAnswer {
    let isOpen = isMarketOpen(at: clock.now())
    var answer = VenueAnswer.json(OrderShape.value(order, .asBooked(isOpenMarket: isOpen)))
    if faults.strikes(.fillBeforeAnswer) { answer.delayMilliseconds = 400 }
    return onItsWay(answer, hold: .holdAnswer, gateway: .answer504, drop: .dropAnswer)
  }

  /// An answer to what was done, and what the network makes of it.
  private func onItsWay(
    _ answer: VenueAnswer, hold: Fault, gateway: Fault, drop: Fault
  ) -> VenueAnswer {
    var answer = answer
    let seconds = faults.value(hold, default: 30)
    if faults.strikes(hold) { answer.delayMilliseconds += seconds * 1000 }
    if faults.strikes(gateway) { answer = .html(504, "Gateway Time-out") }
    if faults.strikes(drop) { answer.isDropped = true }
    return answer
  }

  // MARK: What the market and the account say of an order

  func check(_ terms: NewOrder) throws(VenueRefusal) {
    let quote = quote(terms.symbol).quote
    if let stop = terms.type.stopPrice {
      let isBehind = terms.side == .buy ? stop > quote.ask : stop < quote.bid
      guard isBehind else { throw .stopOnWrongSide(terms.side) }
    }
    try checkWash(terms)
    try checkShares(terms)
    let opening = AccountFigures.opening(terms.quantity, terms, in: books)
    if terms.side == .sell, opening > 0, faults.strikes(.notShortable) {
      throw .notShortable(terms.symbol.text)
    }
    let price = terms.type.limitPrice ?? Price(nanodollars: quote.touch(terms.side).nanodollars / 100 * 103)
    let cost = price * opening
    let available = figures.buyingPower
    guard cost <= available else {
      throw .insufficientBuyingPower(available: WireDecimal.cents(available), cost: WireDecimal.text(cost))
    }
  }

  /// An order that could trade against an open one of the same account.
  private func checkWash(_ terms: NewOrder) throws(VenueRefusal) {
    for other in books.openOrders where other.terms.symbol == terms.symbol && other.terms.side != terms.side {
      let (buy, sell) = terms.side == .buy ? (terms, other.terms) : (other.terms, terms)
      if let highest = buy.type.limitPrice, let lowest = sell.type.limitPrice, highest < lowest { continue }
      throw .washTrade(existing: other.id)
    }
  }

  /// A position is closed with what no open order holds, and never turned over in one step.
  private func checkShares(_ terms: NewOrder) throws(VenueRefusal) {
    guard let position = books.account.position(in: terms.symbol),
      (position.quantity > 0) == (terms.side == .sell)
    else { return }
    let held = heldForOrders(terms.symbol)
    let available = max(0, abs(position.quantity) - held)
    guard terms.quantity.count <= available else {
      throw .insufficientShares(
        symbol: terms.symbol.text, requested: terms.quantity.count, available: available,
        existing: position.quantity, held: held)
    }
  }

  /// Shares that open orders on the closing side may take.
  func heldForOrders(_ symbol: Symbol) -> Int {
    guard let position = books.account.position(in: symbol) else { return 0 }
    let closing: Side = position.quantity > 0 ? .sell : .buy
    return books.openOrders.filter { $0.terms.symbol == symbol && $0.terms.side == closing }
      .map(\.leaves.count).reduce(0, +)
  }

  // MARK: Cancels and replacements

  private func known(_ id: String) throws(VenueRefusal) -> VenueOrder {
    guard WireID.isUUID(id) else { throw .malformedOrderID }
    guard let order = books.order(id.lowercased()) else { throw .orderNotFound(id) }
    return order
  }

  func cancel(_ id: String) throws(VenueRefusal) -> VenueAnswer {
    let order = try known(id)
    guard order.isOpen else { throw .alreadyEnded(status: OrderShape.status(order)) }
    try cancel(order)
    return onItsWay(.noContent, hold: .holdCancel, gateway: .cancel504, drop: .dropCancel)
  }

  private func cancel(_ order: VenueOrder) throws(VenueRefusal) {
    if faults.strikes(.loseChange) { return }
    if faults.strikes(.stuckCancel) {
      if stuckCancels.insert(order.id).inserted {
        tell(TradeUpdate(pendingCancelOf: order, at: clock.now()))
      }
    } else if faults.strikes(.fillOnCancel) {
      try change { now throws(ExchangeRefusal) in try paper.fill(order.id, at: now) }
    } else {
      try change { now throws(ExchangeRefusal) in try paper.cancel(order.id, at: now) }
    }
  }

  func cancelAll() throws(VenueRefusal) -> VenueAnswer {
    var rows: [WireValue] = []
    for order in books.openOrders {
      var status = 200
      do throws(VenueRefusal) {
        try cancel(order)
      } catch {
        // It ended between the list and the cancel.
        status = 500
      }
      rows.append(.object([.init("id", .string(order.id)), .init("status", .integer(status))]))
    }
    return onItsWay(
      .json(.array(rows), status: 207), hold: .holdCancel, gateway: .cancel504, drop: .dropCancel)
  }

  func replace(_ id: String, _ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let order = try known(id)
    guard order.isOpen else { throw .notReplaceable }
    let form = try ReplaceForm(request.body, of: order, madeUpID: madeUpID())
    if faults.strikes(.loseChange) { return .json(OrderShape.value(order)) }
    let new = try change { now throws(ExchangeRefusal) in
      try paper.replace(order.id, with: form.terms, at: now)
    }
    return .json(OrderShape.value(new, .asBooked(isOpenMarket: true)))
  }

  // MARK: Closing positions

  func close(_ name: String, _ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let position = try held(name)
    var quantity = abs(position.quantity)
    if let text = request["qty"] {
      quantity = try OrderForm.shares(.string(text), symbol: position.symbol).count
    } else if let text = request["percentage"] {
      guard let part = WireDecimal.price(text), part.nanodollars > 0, part.nanodollars <= 100_000_000_000
      else { throw .invalid(field: "percentage") }
      quantity = Int(Int128(quantity) * Int128(part.nanodollars) / 100_000_000_000)
      guard quantity > 0 else { throw .notFractionable(position.symbol.text) }
    }
    let terms = NewOrder(
      clientOrderID: madeUpID(), symbol: position.symbol, side: position.quantity > 0 ? .sell : .buy,
      quantity: Shares(quantity), type: .market, timeInForce: .day)
    try check(terms)
    return .json(OrderShape.value(try book(terms), .asBooked(isOpenMarket: true)))
  }

  func closeAll(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    if request.isTrue("cancel_orders") { _ = try cancelAll() }
    var rows: [WireValue] = []
    for position in books.account.positions {
      let symbol = position.symbol.text
      let plain = VenueRequest(method: "DELETE", target: "")
      let answer: VenueAnswer
      do throws(VenueRefusal) { answer = try close(symbol, plain) } catch { answer = .refused(error) }
      guard case .json(let text) = answer.body, let body = JSONReader.read(text.utf8) else { continue }
      rows.append(
        .object([
          .init("symbol", .string(symbol)), .init("status", .integer(answer.status)), .init("body", body),
        ]))
    }
    return .json(.array(rows), status: 207)
  }
}

/// The wire's name of how an order ended.
enum VenueStatusName {
  static func of(_ status: VenueOrder.Status) -> String {
    switch status {
    case .working: "new"
    case .filled: "filled"
    case .canceled: "canceled"
    case .expired: "expired"
    case .replaced: "replaced"
    case .rejected: "rejected"
    }
  }
}
