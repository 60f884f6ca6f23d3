/// Reads each field of a draft by itself. Empty text means the default where there is one, and is missing
/// where there is none.
struct DraftReader {
  let draft: OrderDraft

  func side() throws(RequestError) -> Side {
    let text = try required(.side)
    guard let side = Side(rawValue: text.lowercased()) else { throw .unknownSide(text) }
    return side
  }

  func quantity() throws(RequestError) -> Shares {
    let text = try required(.quantity)
    guard let quantity = Shares(entered: text) else { throw .badQuantity(text) }
    try OrderRequest.check(quantity: quantity)
    return quantity
  }

  func symbol() throws(RequestError) -> Symbol {
    let text = try required(.symbol)
    guard let symbol = Symbol(text) else { throw .badSymbol(text) }
    return symbol
  }

  /// The type with its prices; each error lands on the field it is about. An empty type field means the type
  /// that the prices make.
  func type(side: Side?, into errors: inout DraftErrors) -> OrderType? {
    let limit = errors.note(.limit) { () throws(RequestError) in try price(.limit) }
    let stop = errors.note(.stop) { () throws(RequestError) in try price(.stop) }
    let typed = errors.note(.type, typeName)
    guard let limit, let stop, let typed else { return nil }
    let name = typed ?? TypeName(hasLimit: limit != nil, hasStop: stop != nil)
    if name.hasLimit != (limit != nil) {
      return errors.note(.limit) { () throws(RequestError) in throw name.error(.limit, typed: limit != nil) }
    }
    if name.hasStop != (stop != nil) {
      return errors.note(.stop) { () throws(RequestError) in throw name.error(.stop, typed: stop != nil) }
    }
    guard let type = OrderType(name: name.rawValue, limit: limit, stop: stop) else {
      preconditionFailure("\(name) and its prices were just matched")
    }
    // Without a side there is no telling whether the two prices cross; the missing side is reported already.
    guard let side else { return type }
    return errors.note(.limit) { () throws(RequestError) in
      try OrderRequest.check(type, side: side)
      return type
    }
  }

  func horizon(interval: TimeSpan) throws(RequestError) -> OrderRequest.Horizon {
    let text = try required(.horizon)
    let horizon: OrderRequest.Horizon
    let words = text.split(whereSeparator: \.isWhitespace)
    if let first = words.first, first.lowercased() == "until" {
      let rest = words.dropFirst().joined(separator: " ")
      guard let time = ClockTime(entered: rest) else { throw .badClockTime(rest) }
      horizon = .until(time)
    } else {
      guard let span = TimeSpan(entered: text) else { throw .badDuration(text) }
      horizon = .duration(span)
    }
    try OrderRequest.check(horizon, interval: interval)
    return horizon
  }

  func interval() throws(RequestError) -> TimeSpan {
    let text = try entered(.interval)
    guard !text.isEmpty else { return OrderRequest.defaultInterval }
    guard let span = TimeSpan(entered: text) else { throw .badInterval(text) }
    try OrderRequest.check(interval: span)
    return span
  }

  func start() throws(RequestError) -> OrderRequest.Start {
    let text = try entered(.start)
    guard !text.isEmpty, text.lowercased() != "now" else { return .now }
    guard let time = ClockTime(entered: text) else { throw .badStart(text) }
    return .at(time)
  }

  func timeInForce() throws(RequestError) -> TimeInForce {
    let text = try entered(.timeInForce)
    guard !text.isEmpty else { return .day }
    guard let timeInForce = TimeInForce(rawValue: text.lowercased()) else { throw .badTimeInForce(text) }
    return timeInForce
  }

  private func typeName() throws(RequestError) -> TypeName? {
    let text = try entered(.type)
    guard !text.isEmpty else { return nil }
    let spelled = text.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }.joined(separator: "_")
    guard let name = TypeName(rawValue: spelled) else { throw .unknownType(text) }
    return name
  }

  private func price(_ field: DraftField) throws(RequestError) -> Price? {
    let text = try entered(field)
    guard !text.isEmpty else { return nil }
    guard let price = Price(decimal: text) else { throw .badPrice(text) }
    try OrderRequest.check(price: price)
    return price
  }

  private func required(_ field: DraftField) throws(RequestError) -> String {
    let text = try entered(field)
    guard !text.isEmpty else { throw .missing(field) }
    return text
  }

  /// The field's text without blanks around it.
  private func entered(_ field: DraftField) throws(RequestError) -> String {
    let text = draft[field]
    guard text.utf8.count <= OrderDraft.maxFieldLength else {
      throw .tooLong(limit: OrderDraft.maxFieldLength)
    }
    let start = text.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}

/// The names of `OrderType` before they have their prices.
private enum TypeName: String {
  case market, limit, stop
  case stopLimit = "stop_limit"

  init(hasLimit: Bool, hasStop: Bool) {
    self = hasLimit ? (hasStop ? .stopLimit : .limit) : (hasStop ? .stop : .market)
  }

  var hasLimit: Bool { self == .limit || self == .stopLimit }
  var hasStop: Bool { self == .stop || self == .stopLimit }

  /// A price too many, or one that is missing.
  func error(_ field: DraftField, typed: Bool) -> RequestError {
    typed ? .priceWithoutUse(field, type: rawValue) : .missing(field)
  }
}
