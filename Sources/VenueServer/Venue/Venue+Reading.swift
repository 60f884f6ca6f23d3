internal import PaperExchange
internal import SlicingCore
internal import WireFormats

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
    var answer = VenueAnswer.json(.array(orders.map { OrderShape.value($0, showing($0)) }))
    let seconds = faults.value(.holdList, default: 30)
    if faults.strikes(.holdList) { answer.delayMilliseconds = seconds * 1000 }
    return answer
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
    return .json(.array(chosen.map(shape)))
  }

  func asset(_ name: String) throws(VenueRefusal) -> VenueAnswer {
    guard let asset = AssetList.asset(named: name) else { throw .symbolNotFound(name) }
    return .json(shape(asset))
  }

  private func shape(_ asset: AssetList.Asset) -> WireValue {
    AssetShape.value(asset, isShortable: !faults.isOn(.notShortable))
  }
}
