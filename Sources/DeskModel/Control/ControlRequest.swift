public import SlicingCore

/// A command from outside, as it crosses the control socket: one JSON object on one line, every member but
/// `command` optional. It is only a spelling of `DeskCommand`; it can do nothing that the console cannot.
///
///     {"command":"resume","order":"3","owed":"spread","by":"anna@pts/2"}
public struct ControlRequest: Codable, Hashable, Sendable {
  /// What to do.
  public var command: ControlVerb
  /// Which order: see `OrderReference`.
  public var order: String?
  /// Which symbol a halt or a release is about; without it and without an order, everything.
  public var symbol: String?
  /// `skip`, `spread` or `catch-up`.
  public var owed: String?
  /// Shares that filled; absent where the order was not placed.
  public var filled: Int?
  /// Their average price, as decimal text.
  public var price: String?
  /// Whether warnings of the limits are accepted unseen.
  public var acceptWarnings: Bool?
  /// Why.
  public var reason: String?
  /// Who asks; for the record, not for permission: whoever can open the socket owns the desk.
  public var by: String?

  /// A line longer than this, in bytes, is refused unread.
  public static let lineLimit = 16_384
  /// Reasons and names are cut to this many bytes' worth of printable characters.
  public static let textLimit = 200

  /// Memberwise, with everything optional absent.
  public init(
    _ command: ControlVerb, order: String? = nil, symbol: String? = nil, owed: String? = nil,
    filled: Int? = nil, price: String? = nil, acceptWarnings: Bool? = nil, reason: String? = nil,
    by: String? = nil
  ) {
    self.symbol = symbol
    self.acceptWarnings = acceptWarnings
    self.command = command
    self.order = order
    self.owed = owed
    self.filled = filled
    self.price = price
    self.reason = reason
    self.by = by
  }

  /// Who is named in the record: never without a mark that it came from outside, so that nobody is
  /// impersonated.
  public var actor: Actor { Actor("remote:\(by.map(ControlRequest.printable) ?? "unnamed")") }

  /// The reason, fit for the record; empty where none was given.
  public var reasonText: String { reason.map(ControlRequest.printable) ?? "" }

  static func printable(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(textLimit).map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: "?"
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(clean))
  }
}

extension ControlRequest {
  /// The halt that waits for nothing: of everything, and not of a symbol or an order.
  public var haltsEverything: Bool { command == .kill && symbol == nil && order == nil }

  /// The command this stands for on `desk`; nil for `status`, which changes nothing.
  public func deskCommand(on desk: Desk) throws(ControlError) -> DeskCommand? {
    switch command {
    case .status: nil
    case .cancel:
      switch try target(on: desk) {
      case .parent(let id): .cancelParent(id)
      case .slice(let id, _): .cancelSlice(id)
      }
    case .cancelAll: .cancelAll
    case .hold: .hold(try parent(on: desk), reason: reasonText)
    case .holdAll: .holdAll(reason: reasonText)
    case .resume:
      .resume(
        try parent(on: desk), try decision(),
        acknowledged: acceptWarnings == true ? Set(LimitRule.allCases) : [])
    case .resolve: .resolve(try slice(on: desk), try settlement(), reason: reasonText)
    case .kill: .kill(try scope(on: desk), reason: reasonText)
    case .explain: .explainKill(try scope(on: desk), reason: reasonText)
    case .release: .release(try scope(on: desk), reason: reasonText)
    case .trip: .tripBreaker(reason: reasonText)
    case .reset: .resetBreaker(reason: reasonText)
    }
  }

  private func scope(on desk: Desk) throws(ControlError) -> KillScope {
    switch (symbol, order) {
    case (nil, nil): return .all
    case (nil, _): return .parent(try parent(on: desk))
    case (let text?, nil):
      guard let symbol = Symbol(text) else { throw .badValue("symbol", expected: "a symbol, like AAPL") }
      return .symbol(symbol)
    case (_?, _?): throw .badValue("symbol", expected: "either a symbol or an order, not both")
    }
  }

  private func target(on desk: Desk) throws(ControlError) -> ReferencedOrder {
    guard let order else { throw .missing("order") }
    return try desk.order(named: order)
  }

  private func slice(on desk: Desk) throws(ControlError) -> ClientOrderID {
    switch try target(on: desk) {
    case .slice(let id, _): return id
    case .parent: throw .isParent(order ?? "")
    }
  }

  private func parent(on desk: Desk) throws(ControlError) -> ClientOrderID {
    switch try target(on: desk) {
    case .parent(let id): return id
    case .slice(let id, _): throw .isSlice(id)
    }
  }

  private func decision() throws(ControlError) -> OwedDecision {
    guard let owed else { throw .missing("owed") }
    guard let decision = OwedDecision(rawValue: owed) else {
      throw .badValue("owed", expected: OwedDecision.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return decision
  }

  private func settlement() throws(ControlError) -> Settlement {
    guard let filled else { return .notPlaced }
    guard filled > 0 else { throw .badValue("filled", expected: "whole shares, at least 1") }
    guard let price, let value = Price(decimal: price), value.nanodollars > 0 else {
      throw .badValue("price", expected: "plain digits with a decimal point, like 187.43")
    }
    return .filled(Shares(filled), at: value)
  }
}
