internal import SlicingCore
internal import WireFormats

// What a request goes through before it is anybody's business: faults, identity, rate, and its way.
extension Venue {
  /// Answers a request.
  func answer(_ request: VenueRequest) -> VenueAnswer {
    if request.path.first == "control" { return control(request) }
    // Only what was not let through to a stream comes here under its path.
    if StreamPath(request.path) != nil { return refusal(.rateLimited) }
    if failure != nil { return .html(500, "Internal Server Error") }
    if faults.strikes(.answer401) { return .html(401, "Authorization Required") }
    if request.key == nil, request.secret == nil { return .html(401, "Authorization Required") }
    guard request.key == options.key, request.secret == options.secret else { return refusal(.unauthorized) }
    let isData = request.path.prefix(2) == ["v2", "stocks"]
    let standing = isData ? dataRate.count(at: clock.now()) : rate.count(at: clock.now())
    var answer =
      standing.isOver || faults.strikes(.answer429) ? .refused(.rateLimited) : routed(request)
    let remaining = answer.status == 429 ? 0 : standing.remaining
    answer.headers += [
      ("X-RateLimit-Limit", String(options.rateLimit)), ("X-RateLimit-Remaining", String(remaining)),
      ("X-RateLimit-Reset", String(standing.resetsAt)),
    ]
    return answer
  }

  private func routed(_ request: VenueRequest) -> VenueAnswer {
    guard request.path.first == "v2" else { return refusal(.endpointNotFound) }
    do throws(VenueRefusal) {
      var answer = try handle(request, Array(request.path.dropFirst()))
      if faults.isOn(.numbersForStrings), case .json(let text) = answer.body,
        faults.strikes(.numbersForStrings)
      {
        answer.body = .json(Venue.withNumbers(text))
      }
      return answer
    } catch {
      return refusal(error)
    }
  }

  private func handle(_ request: VenueRequest, _ path: [String]) throws(VenueRefusal) -> VenueAnswer {
    switch (request.method, path.first ?? "", path.dropFirst().first, path.count) {
    case ("GET", "account", nil, 1): return account()
    case ("GET", "account", "activities"?, 2...3): return try activities(request, path.dropFirst(2).first)
    case ("GET", "clock", nil, 1): return clockAnswer()
    case ("GET", "calendar", nil, 1): return try calendar(request)
    case ("GET", "assets", nil, 1): return assets(request)
    case ("GET", "assets", let name?, 2): return try asset(name)
    case ("GET", "stocks", "bars"?, 2): return try bars(request)
    case ("GET", "stocks", let name?, 3) where path[2] == "bars": return try bars(request, of: name)
    case ("GET", "positions", nil, 1): return positions()
    case ("GET", "positions", let name?, 2): return try position(name)
    case ("DELETE", "positions", nil, 1): return try closeAll(request)
    case ("DELETE", "positions", let name?, 2): return try close(name, request)
    case ("POST", "orders", nil, 1): return try place(request)
    case ("GET", "orders", nil, 1): return try orders(request)
    case ("DELETE", "orders", nil, 1): return try cancelAll()
    case ("GET", "orders:by_client_order_id", nil, 1): return try order(byClientID: request)
    case ("GET", "orders", let id?, 2): return try order(id)
    case ("DELETE", "orders", let id?, 2): return try cancel(id)
    case ("PATCH", "orders", let id?, 2): return try replace(id, request)
    default: throw .endpointNotFound
    }
  }

  private func refusal(_ refusal: VenueRefusal) -> VenueAnswer {
    guard faults.strikes(.wrongWords) else { return .refused(refusal) }
    return .json(.object([.init("code", .integer(1)), .init("message", .string("no"))]), status: 418)
  }

  /// Every text that is a plain decimal, as a number: the fault that a check of types has to find.
  private static func withNumbers(_ json: String) -> String {
    guard let value = JSONReader.read(json.utf8) else { return json }
    return numbered(value).json
  }

  static func numbered(_ value: WireValue) -> WireValue {
    switch value {
    case .string(let text): WireDecimal.price(text) == nil ? value : .number(text)
    case .array(let values): .array(values.map(numbered))
    case .object(let members): .object(members.map { .init($0.name, numbered($0.value)) })
    case .null, .bool, .number, .time: value
    }
  }
}
