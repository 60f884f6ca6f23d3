/// An order being typed: one text for each field. The form and the order line both fill one, and both get the
/// same verdict from `validate`.
public struct OrderDraft: Hashable, Sendable {
  private var texts = [String](repeating: "", count: DraftField.allCases.count)

  /// More than any field can need, in bytes; longer text is refused unread.
  public static let maxFieldLength = 64

  /// Every field empty.
  public init() {}

  /// What would be typed for `request`; validating it gives `request` back. For recall and amend.
  public init(_ request: OrderRequest) {
    self[.side] = request.side.rawValue
    self[.quantity] = String(request.quantity.count)
    self[.symbol] = request.symbol.text
    self[.type] = request.type.name
    self[.limit] = request.type.limitPrice?.description ?? ""
    self[.stop] = request.type.stopPrice?.description ?? ""
    self[.horizon] =
      switch request.horizon {
      case .duration(let span): span.description
      case .until(let time): "until \(time)"
      }
    self[.interval] = request.interval.description
    self[.start] =
      switch request.start {
      case .now: "now"
      case .at(let time): time.description
      }
    self[.timeInForce] = request.timeInForce.rawValue
  }

  /// What stands in a field, exactly as typed.
  public subscript(field: DraftField) -> String {
    get { texts[field.index] }
    set { texts[field.index] = newValue }
  }

  /// The order this draft is, or everything that keeps it from being one. Asks no clock and no market.
  public func validate() -> DraftResult {
    var errors = DraftErrors()
    let reader = DraftReader(draft: self)
    let side = errors.note(.side, reader.side)
    let quantity = errors.note(.quantity, reader.quantity)
    let symbol = errors.note(.symbol, reader.symbol)
    let type = reader.type(side: side, into: &errors)
    let interval = errors.note(.interval, reader.interval)
    // Against an interval that is itself wrong, a duration is only asked the rules that are its own.
    let horizon = errors.note(.horizon) { () throws(RequestError) in
      try reader.horizon(interval: interval ?? OrderRequest.minimumInterval)
    }
    let start = errors.note(.start, reader.start)
    let timeInForce = errors.note(.timeInForce, reader.timeInForce)
    guard let side, let quantity, let symbol, let type, let horizon, let interval, let start, let timeInForce,
      errors.isEmpty
    else { return .refused(errors) }
    do {
      return .order(
        try OrderRequest(
          symbol: symbol, side: side, quantity: quantity, type: type, timeInForce: timeInForce,
          horizon: horizon,
          interval: interval, start: start))
    } catch {
      preconditionFailure("every field passed and the whole did not: \(error)")
    }
  }
}

/// What a draft comes to.
public enum DraftResult: Hashable, Sendable {
  /// A well-formed order.
  case order(OrderRequest)
  /// At least one field is wrong.
  case refused(DraftErrors)

  /// The order, if it is one.
  public var request: OrderRequest? {
    guard case .order(let request) = self else { return nil }
    return request
  }

  /// What is wrong; empty for an order.
  public var errors: DraftErrors {
    guard case .refused(let errors) = self else { return DraftErrors() }
    return errors
  }
}

/// At most one error for each field, read in the order of the form.
public struct DraftErrors: Hashable, Sendable {
  /// A field and what is wrong with it.
  public struct Entry: Hashable, Sendable {
    /// Where.
    public let field: DraftField
    /// What.
    public let error: RequestError
  }

  private var byField: [DraftField: RequestError] = [:]

  /// Nothing wrong.
  init() {}

  /// What is wrong with `field`.
  public subscript(field: DraftField) -> RequestError? { byField[field] }
  /// Whether nothing is wrong.
  public var isEmpty: Bool { byField.isEmpty }
  /// Everything, in the form's order; the first is what a one-line message shows.
  public var inOrder: [Entry] {
    DraftField.allCases.compactMap { field in byField[field].map { Entry(field: field, error: $0) } }
  }

  /// Runs `read`; keeps the first error of each field.
  mutating func note<Value>(_ field: DraftField, _ read: () throws(RequestError) -> Value) -> Value? {
    do {
      return try read()
    } catch {
      if byField[field] == nil { byField[field] = error }
      return nil
    }
  }
}

extension DraftField {
  /// The position in the form.
  fileprivate var index: Int {
    switch self {
    case .side: 0
    case .quantity: 1
    case .symbol: 2
    case .type: 3
    case .limit: 4
    case .stop: 5
    case .horizon: 6
    case .interval: 7
    case .start: 8
    case .timeInForce: 9
    }
  }
}
