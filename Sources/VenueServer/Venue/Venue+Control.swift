internal import PaperExchange
internal import SlicingCore
internal import WireFormats

// The switches for faults, beside the protocol: what no client of the real service would call.
extension Venue {
  /// `GET /control/faults` lists what is on and what has struck; `PUT` switches one on, as `{"fault":
  /// "hold-answer=3*1"}`; `DELETE` switches one off, or all. `POST /control/clock` moves the clock by
  /// `{"jump_seconds": 3600}` or to `{"at": TIME}`; `POST /control/sockets/drop` breaks every stream; `POST
  /// /control/halts` with `{"symbol": "AAPL", "reason": "News"}` tells of a halt, and without a reason of its
  /// end; `POST /control/bands` with `{"symbol": "AAPL", "lower": "180", "upper": "195.5"}` sets the prices
  /// between which it trades, and without prices there are none; `POST /control/busts` with
  /// `{"client_order_id": ID}` takes the order's last execution back.
  func control(_ request: VenueRequest) -> VenueAnswer {
    guard request.key == options.key, request.secret == options.secret else { return .refused(.unauthorized) }
    let path = Array(request.path.dropFirst())
    switch (request.method, path.first ?? "", path.count) {
    case ("GET", "faults", 1): return .json(faultTable)
    case ("PUT", "faults", 1): return switchOn(request)
    case ("DELETE", "faults", 1):
      faults.clear()
      return .json(faultTable)
    case ("DELETE", "faults", 2):
      guard let fault = Fault(rawValue: path[1]) else { return .refused(.invalid(field: "fault")) }
      faults.switchOff(fault)
      return .json(faultTable)
    case ("POST", "clock", 1): return moveClock(request)
    case ("POST", "halts", 1): return tellHalt(request)
    case ("POST", "bands", 1): return setBands(request)
    case ("POST", "busts", 1): return bust(request)
    case ("POST", "sockets", 2) where path[1] == "drop":
      for socket in sockets.values { socket.abort() }
      return .noContent
    default: return .refused(.endpointNotFound)
    }
  }

  private func switchOn(_ request: VenueRequest) -> VenueAnswer {
    guard let text = JSONReader.read(request.body)?["fault"]?.text, let rule = FaultRule(text) else {
      return .refused(.invalid(field: "fault"))
    }
    faults.switchOn(rule)
    return .json(faultTable)
  }

  private func moveClock(_ request: VenueRequest) -> VenueAnswer {
    let body = JSONReader.read(request.body)
    if let seconds = body?["jump_seconds"]?.digits.flatMap({ Int($0) }), abs(seconds) < 1_000_000_000 {
      clock.jump(by: .seconds(seconds))
    } else if let at = body?["at"]?.text.flatMap({ Instant(foreignRFC3339: $0) }) {
      clock.jump(by: at - clock.now())
    } else {
      return .refused(.malformedBody)
    }
    return clockAnswer()
  }

  /// Only told: the exchange behind goes on, as a venue elsewhere would.
  private func tellHalt(_ request: VenueRequest) -> VenueAnswer {
    let body = JSONReader.read(request.body)
    guard let symbol = body?["symbol"]?.text, AssetList.asset(symbol) != nil else {
      return .refused(.invalid(field: "symbol"))
    }
    tell(
      MarketDataShape.status(symbol, reason: body?["reason"]?.text, at: clock.now()), of: symbol, .statuses)
    return .noContent
  }

  /// Only told, too: what trades beyond them trades.
  private func setBands(_ request: VenueRequest) -> VenueAnswer {
    let body = JSONReader.read(request.body)
    guard let symbol = body?["symbol"]?.text, AssetList.asset(symbol) != nil else {
      return .refused(.invalid(field: "symbol"))
    }
    let lower = body?["lower"]?.digits.flatMap(WireDecimal.price)
    let upper = body?["upper"]?.digits.flatMap(WireDecimal.price)
    switch (lower, upper) {
    case (nil, nil): bands[symbol] = nil
    case (let lower?, let upper?) where lower.nanodollars > 0 && lower < upper:
      bands[symbol] = PriceBands(lower: lower, upper: upper)
    default: return .refused(.invalid(field: "lower"))
    }
    tell(MarketDataShape.bands(symbol, bands[symbol], at: clock.now()), of: symbol, .lulds)
    return .noContent
  }

  /// In the books, unlike halts and bands: the account holds what it held before.
  private func bust(_ request: VenueRequest) -> VenueAnswer {
    let id = JSONReader.read(request.body)?["client_order_id"]?.text ?? ""
    guard let execution = books.orders(clientOrderID: id).last?.executions.last else {
      return .refused(.invalid(field: "client_order_id"))
    }
    do throws(VenueRefusal) {
      try change { now throws(ExchangeRefusal) in try paper.bust(execution.id, at: now) }
    } catch {
      return .refused(error)
    }
    return .noContent
  }

  private func tell(_ message: WireValue, of symbol: String, _ channel: DataChannel) {
    for socket in sockets.values where socket.subscriptions[channel, default: []].contains(symbol) {
      send(.array([faults.strikes(.textTimes) ? Venue.withTextTimes(message) : message]), to: socket)
    }
  }

  private var faultTable: WireValue {
    .object([
      .init("active", .array(faults.active.map { .string($0.text) })),
      .init(
        "struck",
        .object(
          Fault.allCases.compactMap { fault in
            faults.struck[fault].map { .init(fault.rawValue, .integer($0)) }
          })),
    ])
  }
}
