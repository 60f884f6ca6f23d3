internal import AlpacaWire
internal import PaperExchange
internal import SlicingCore

// What can be asked without changing anything.
extension Venue {
  func account() -> VenueAnswer {
    .json(
      AccountShape.value(
        figures, id: WireID.uuid("account:\(paper.header.seed):\(paper.header.createdAt)"),
        since: paper.header.createdAt, today: NewYork.date(of: clock.now())))
  }

  // MARK: Orders

  func orders(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let orders = try OrderFilter(request).orders(in: books)
    return .json(.array(orders.map { OrderShape.value($0, showing($0)) }))
  }

  func order(_ id: String) throws(VenueRefusal) -> VenueAnswer {
    guard WireID.isUUID(id) else { throw .malformedOrderID }
    guard let order = books.order(id.lowercased()) else { throw .orderNotFound(id) }
    return .json(OrderShape.value(order, showing(order)))
  }

  func order(byClientID request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let id = request["client_order_id"] ?? ""
    guard let order = books.orders(clientOrderID: id).last, !faults.strikes(.hideOrder) else {
      throw .orderNotFound(id)
    }
    return .json(OrderShape.value(order, showing(order)))
  }

  // MARK: Positions and fills

  func positions() -> VenueAnswer { .json(.array(books.account.positions.map(shape))) }

  func position(_ name: String) throws(VenueRefusal) -> VenueAnswer { .json(shape(try held(name))) }

  func held(_ name: String) throws(VenueRefusal) -> Position {
    guard let asset = AssetList.asset(named: name), let symbol = Symbol(asset.symbol) else {
      throw .symbolNotFound(name)
    }
    guard let position = books.account.position(in: symbol) else { throw .positionNotFound }
    return position
  }

  private func shape(_ position: Position) -> WireValue {
    let dawn = NewYork.startOfDay(NewYork.date(of: clock.now()))
    let free = max(0, abs(position.quantity) - heldForOrders(position.symbol))
    return PositionShape.value(
      position, available: position.quantity < 0 ? -free : free, price: worth(position.symbol),
      before: paper.exchange.quote(position.symbol, at: dawn).quote.bid)
  }

  func activities(_ request: VenueRequest, _ kind: String?) throws(VenueRefusal) -> VenueAnswer {
    guard let size = Int(request["page_size"] ?? "100"), size >= 1 else { throw .invalid(field: "page_size") }
    guard size <= 100 else { throw .pageTooLarge }
    let kinds = (kind ?? request["activity_types"] ?? "FILL").split(separator: ",")
    guard kinds.contains("FILL") else { return .json(.array([])) }
    let after = try OrderFilter.time("after", in: request)
    let until = try OrderFilter.time("until", in: request)
    let isAscending = try OrderFilter.isAscending(request, default: "desc")
    let all = FillShape.all(books.orders).filter {
      (after ?? $0.at - .seconds(1)) < $0.at && $0.at < (until ?? $0.at + .seconds(1))
    }
    var rows = isAscending ? all[...] : all.reversed()[...]
    if let token = request["page_token"], !token.isEmpty {
      guard let last = rows.firstIndex(where: { $0.id == token }) else { throw .invalid(field: "page_token") }
      rows = rows[(last + 1)...]
    }
    return .json(.array(rows.prefix(size).map(\.value)))
  }

  // MARK: Assets

  func assets(_ request: VenueRequest) -> VenueAnswer {
    let isNone = request["status"] == "inactive" || (request["asset_class"] ?? "us_equity") != "us_equity"
    let chosen = AssetList.all.filter { asset in
      !isNone && asset.exchange == request["exchange"] ?? asset.exchange
    }
    return .json(.array(chosen.map(AssetShape.value)))
  }

  func asset(_ name: String) throws(VenueRefusal) -> VenueAnswer {
    guard let asset = AssetList.asset(named: name) else { throw .symbolNotFound(name) }
    return .json(AssetShape.value(asset))
  }

  // MARK: Hours

  /// Trading goes on around the clock here, so that a desk can rehearse at night; the hours told are such
  /// that the market is open, and that its next close comes before its next open.
  func clockAnswer() -> VenueAnswer {
    let now = clock.now()
    let today = NewYork.date(of: now)
    let close = closing(on: today)
    let isOpen = isMarketOpen(at: now)
    var nextClose = NewYork.instant(of: close, on: today)
    if nextClose <= now { nextClose = NewYork.instant(of: Venue.usualClose, on: today.next) }
    let nextOpen = TradingCalendar.nextSession(after: isOpen ? NewYork.date(of: nextClose) : today)
    return .json(
      SessionShape.clock(
        now: now, isOpen: isOpen, nextOpen: nextOpen.opensAt,
        nextClose: isOpen ? nextClose : max(nextClose, nextOpen.closesAt)))
  }

  func isMarketOpen(at now: Instant) -> Bool {
    guard faults.isOn(.earlyClose) else { return true }
    let today = NewYork.date(of: now)
    return now < NewYork.instant(of: closing(on: today), on: today)
  }

  private func closing(on date: TradeDate) -> ClockTime {
    faults.isOn(.earlyClose) ? Venue.earlyClose : Venue.usualClose
  }

  private static let usualClose = hour(16)
  private static let earlyClose = hour(13)

  private static func hour(_ hour: Int) -> ClockTime {
    guard let time = ClockTime(hour: hour, minute: 0) else { preconditionFailure("\(hour) is no hour") }
    return time
  }

  /// The true calendar, but for a day that a fault cuts short.
  func calendar(_ request: VenueRequest) throws(VenueRefusal) -> VenueAnswer {
    let today = NewYork.date(of: clock.now())
    let first = try Venue.date("start", request) ?? TradeDate(year: today.parts.year, month: 1, day: 1)
    let last = try Venue.date("end", request) ?? TradeDate(year: today.parts.year, month: 12, day: 31)
    // Twenty years; a client that asks for more has made a mistake.
    guard last.daysSinceEpoch - first.daysSinceEpoch <= 7305 else { throw .invalid(field: "end") }
    let days = TradingCalendar.sessions(from: first, through: last).map { session in
      let isCut = faults.isOn(.earlyClose) && session.date == today
      return SessionShape.day(session, close: isCut ? Venue.earlyClose : session.close)
    }
    return .json(.array(days))
  }

  private static func date(_ name: String, _ request: VenueRequest) throws(VenueRefusal) -> TradeDate? {
    guard let text = request[name], !text.isEmpty else { return nil }
    guard let date = TradeDate(text.prefix(10)) else { throw .invalid(field: name) }
    return date
  }
}

extension TradeDate {
  /// The day after.
  var next: TradeDate { TradeDate(daysSinceEpoch: daysSinceEpoch + 1) }
}
