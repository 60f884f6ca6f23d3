public import SlicingCore

/// A line of the ledger, between its text and its meaning.
///
/// Fields are separated by one space. Text that came from outside is escaped so that it holds no space, no
/// line end and nothing a terminal would act upon; `-` stands for nothing.
enum LedgerRecord: Equatable {
  /// Always the first line, and only there.
  case header(LedgerHeader)
  case event(ExchangeEvent)

  var text: String {
    switch self {
    case .header(let header):
      "tranche-paper-ledger \(LedgerHeader.version) \(header.seed) \(header.createdAt)"
    case .event(.booked(let terms, let id, let at, let expiresAt)):
      "booked \(id) \(at) \(expiresAt?.description ?? "-") \(Self.text(terms))"
    case .event(.rejected(let terms, let id, let at, let reason)):
      "rejected \(id) \(at) \(Self.escaped(reason)) \(Self.text(terms))"
    case .event(.triggered(let id, let at)): "triggered \(id) \(at)"
    case .event(.executed(let execution)):
      "executed \(execution.orderID) \(execution.at) \(execution.id) "
        + "\(execution.quantity.count) \(execution.price)"
    case .event(.canceled(let id, let at)): "canceled \(id) \(at)"
    case .event(.expired(let id, let at)): "expired \(id) \(at)"
    case .event(.replaced(let id, let successor, let at)): "replaced \(id) \(at) \(successor)"
    case .event(.busted(let id, let executionID, let at)): "busted \(id) \(at) \(executionID)"
    }
  }

  init?(_ text: String) {
    let fields = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard let kind = fields.first else { return nil }
    if kind == "tranche-paper-ledger" {
      guard let header = LedgerHeader(fields) else { return nil }
      self = .header(header)
      return
    }
    guard fields.count >= 3, let at = Instant(rfc3339: fields[2]) else { return nil }
    guard let event = Self.event(kind, id: fields[1], at: at, rest: fields.dropFirst(3)) else { return nil }
    self = .event(event)
  }

  private static func event(
    _ kind: String, id: String, at: Instant, rest: ArraySlice<String>
  ) -> ExchangeEvent? {
    let rest = Array(rest)
    switch (kind, rest.count) {
    case ("booked", 9):
      let expiresAt = Instant(rfc3339: rest[0])
      guard expiresAt != nil || rest[0] == "-", let terms = terms(rest.dropFirst()) else { return nil }
      return .booked(terms, orderID: id, at: at, expiresAt: expiresAt)
    case ("rejected", 9):
      guard let reason = unescaped(rest[0]), let terms = terms(rest.dropFirst()) else { return nil }
      return .rejected(terms, orderID: id, at: at, reason: reason)
    case ("executed", 3):
      guard let count = Int(rest[1]), let price = Price(decimal: rest[2]) else { return nil }
      return .executed(
        VenueExecution(id: rest[0], orderID: id, quantity: Shares(count), price: price, at: at))
    case ("triggered", 0): return .triggered(orderID: id, at: at)
    case ("canceled", 0): return .canceled(orderID: id, at: at)
    case ("expired", 0): return .expired(orderID: id, at: at)
    case ("replaced", 1): return .replaced(orderID: id, by: rest[0], at: at)
    case ("busted", 1): return .busted(orderID: id, executionID: rest[0], at: at)
    default: return nil
    }
  }

  // MARK: An order's terms: eight fields

  private static func text(_ terms: NewOrder) -> String {
    let limit = terms.type.limitPrice?.description ?? "-"
    let stop = terms.type.stopPrice?.description ?? "-"
    return "\(escaped(terms.clientOrderID)) \(terms.symbol) \(terms.side.rawValue) \(terms.quantity.count) "
      + "\(terms.type.name) \(limit) \(stop) \(terms.timeInForce.rawValue)"
  }

  private static func terms(_ slice: ArraySlice<String>) -> NewOrder? {
    let fields = Array(slice)
    let (limit, stop) = (Price(decimal: fields[5]), Price(decimal: fields[6]))
    guard limit != nil || fields[5] == "-", stop != nil || fields[6] == "-",
      let client = unescaped(fields[0]), let symbol = Symbol(fields[1]), let side = Side(rawValue: fields[2]),
      let count = Int(fields[3]), let type = OrderType(name: fields[4], limit: limit, stop: stop),
      let timeInForce = TimeInForce(rawValue: fields[7])
    else { return nil }
    return NewOrder(
      clientOrderID: client, symbol: symbol, side: side, quantity: Shares(count), type: type,
      timeInForce: timeInForce)
  }

  // MARK: Text from outside

  /// Printable ASCII but `%` stays as it is; every other byte becomes `%` and two hex digits; the empty text
  /// is `%`.
  private static func escaped(_ text: String) -> String {
    if text.isEmpty { return "%" }
    if text == "-" { return "%2d" }
    if text.utf8.allSatisfy(isPlain) { return text }
    return text.utf8.map { isPlain($0) ? String(UnicodeScalar($0)) : "%" + Hex.text(UInt64($0), digits: 2) }
      .joined()
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "%")
  }

  private static func unescaped(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    guard text != "%" else { return "" }
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while let next = rest.utf8.first {
      if next == UInt8(ascii: "%") {
        guard rest.utf8.count >= 3, let byte = UInt8(rest.dropFirst().prefix(2), radix: 16) else {
          return nil
        }
        bytes.append(byte)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(next)
        rest = rest.dropFirst()
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// What a ledger says of itself in its first line.
public struct LedgerHeader: Hashable, Sendable {
  /// The seed its prices come from.
  public let seed: UInt64
  /// When it was begun; makes its ids differ from those of another ledger with the same seed.
  public let createdAt: Instant

  static let version = 1

  init(seed: UInt64, createdAt: Instant) {
    self.seed = seed
    self.createdAt = createdAt
  }

  fileprivate init?(_ fields: [String]) {
    guard fields.count == 4, Int(fields[1]) == LedgerHeader.version, let seed = UInt64(fields[2]),
      let createdAt = Instant(rfc3339: fields[3])
    else { return nil }
    self.init(seed: seed, createdAt: createdAt)
  }
}
