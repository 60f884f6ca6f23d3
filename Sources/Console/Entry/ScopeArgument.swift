internal import SlicingCore
internal import Terminal

/// What may follow `halt`, `release`, `explain` and `receipts`: which halt, and the words after it.
///
///     AAPL            symbol AAPL      3          order 3       all
///     symbol AAPL     …and any of these with a reason after it
struct ScopeArgument: Sendable, Hashable {
  /// Nil where the text names none.
  var scope: KillScope?
  /// The words after it; without a scope, all of them.
  var rest: String?

  /// Why a text cannot be taken as it stands.
  enum Problem: Error, Hashable, Sendable {
    case noOrder(String)
    case noSymbol(String)
    /// One word in capitals that nothing here is called by: a symbol mistyped is not a reason.
    case unknownSymbol(String)

    var words: SafeText {
      switch self {
      case .noOrder(let number): "there is no order \(number)"
      case .noSymbol(let text): "\"\(text)\" is no symbol"
      case .unknownSymbol(let text):
        "nothing here is called \(text): say \"symbol \(text)\" if it is meant; Ctrl-K halts everything"
      }
    }
  }

  static func read(_ text: String?, _ desk: Desk?) throws(Problem) -> ScopeArgument {
    guard let text = text?.meaningful else { return ScopeArgument() }
    let (first, rest) = split(text)
    switch first.lowercased() {
    // What follows is a reason, or part of one: "all feeds look odd".
    case "all": return ScopeArgument(scope: .all, rest: rest == nil ? nil : text)
    case "order":
      guard let rest, split(rest).0.allSatisfy(\.isNumber) else { break }
      return try order(rest, desk)
    case "symbol":
      guard let rest else { break }
      let (name, reason) = split(rest)
      guard let symbol = Symbol(name) else { throw .noSymbol(name) }
      return ScopeArgument(scope: .symbol(symbol), rest: reason)
    default: break
    }
    if first.allSatisfy(\.isNumber) { return try order(text, desk) }
    if let symbol = Symbol(first), desk?.knows(symbol) == true {
      return ScopeArgument(scope: .symbol(symbol), rest: rest)
    }
    if rest == nil, first.contains(where: \.isLetter), first == first.uppercased() {
      throw .unknownSymbol(first)
    }
    return ScopeArgument(rest: text)
  }

  private static func order(_ text: String, _ desk: Desk?) throws(Problem) -> ScopeArgument {
    let (number, rest) = split(text)
    guard let book = desk?.books.first(where: { "\($0.parent.ordinal)" == number }) else {
      throw .noOrder(number)
    }
    return ScopeArgument(scope: .parent(book.parent.id), rest: rest)
  }

  private static func split(_ text: String) -> (String, String?) {
    let parts = text.split(separator: " ", maxSplits: 1)
    return (parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]).meaningful : nil)
  }
}

extension Desk {
  /// Whether a symbol means something here: an order, a quote, a halt.
  fileprivate func knows(_ symbol: Symbol) -> Bool { knownSymbols.contains(symbol) }

  private var knownSymbols: Set<Symbol> {
    Set(books.map(\.parent.request.symbol)).union(quotes.keys)
      .union(kill.scoped.compactMap { if case .symbol(let symbol) = $0.scope { symbol } else { nil } })
  }

  /// What can be halted by name, for completion: symbols, then the numbers of orders that are not over.
  var haltNames: [String] {
    ["all", "order", "symbol"] + knownSymbols.sorted().map(\.text)
      + books.filter { !$0.parent.status.isFinal }.map { "\($0.parent.ordinal)" }
  }

  /// What can be released, by name.
  var releaseNames: [String] {
    releasable.map { scope in
      switch scope {
      case .all: "all"
      case .symbol(let symbol): symbol.text
      case .parent(let id): book(id).map { "\($0.parent.ordinal)" } ?? "order"
      }
    }
  }
}
