internal import SlicingCore
internal import Terminal

/// What may follow `halt`, `release`, `explain` and `receipts`: which halt, and the words after it.
///
///     AAPL    3    all              a name that stands alone
///     symbol AAPL wrong prices      with words after it, what kind of name it is has to be written out
///     order 3 wrong side
///
/// Only what is here is a name: a symbol that is quoted, traded or halted, the number of an order. NOW, ON
/// and NEWS are symbols, too, and a reason may begin with a number: who writes `halt now` or `halt 3 rejects
/// in a row` means everything, and a halt of one symbol that nobody trades would stop nothing at all.
struct ScopeArgument: Sendable, Hashable {
  /// Nil where the text names none.
  var scope: KillScope?
  /// The words after it; without a scope, all of them.
  var rest: String?

  static func read(_ text: String?, _ desk: Desk?) -> ScopeArgument {
    guard let text = text?.meaningful else { return ScopeArgument() }
    let (first, rest) = split(text)
    guard let rest else {
      let scope = name(first, desk)
      return ScopeArgument(scope: scope, rest: scope == nil ? text : nil)
    }
    // What follows "all" is a reason, or part of one: "all feeds look odd".
    if first.lowercased() == "all" { return ScopeArgument(scope: .all, rest: text) }
    let (second, reason) = split(rest)
    let written: KillScope? =
      switch first.lowercased() {
      case "order": order(second, desk)
      case "symbol": symbol(second, desk)
      default: nil
      }
    return ScopeArgument(scope: written, rest: written == nil ? text : reason)
  }

  /// For `explain`, which stops nothing: the bare name of a halt that stands may have the reason after it.
  static func explained(_ text: String?, _ desk: Desk?) -> ScopeArgument {
    let strict = read(text, desk)
    guard strict.scope == nil, let (first, rest) = text?.meaningful.map(split),
      let scope = name(first, desk), desk?.kill.engagement(of: scope) != nil
    else { return strict }
    return ScopeArgument(scope: scope, rest: rest)
  }

  private static func name(_ text: String, _ desk: Desk?) -> KillScope? {
    if text.lowercased() == "all" { return .all }
    // In small letters it is a word like any other.
    return order(text, desk) ?? (text == text.uppercased() ? symbol(text, desk) : nil)
  }

  private static func symbol(_ text: String, _ desk: Desk?) -> KillScope? {
    guard let symbol = Symbol(text), let desk, desk.knows(symbol) else { return nil }
    return .symbol(symbol)
  }

  private static func order(_ number: String, _ desk: Desk?) -> KillScope? {
    desk?.books.first { "\($0.parent.ordinal)" == number }.map { .parent($0.parent.id) }
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

  /// What can be halted by name, for completion: symbols, and the numbers of orders that are not over.
  var haltSymbols: [String] { knownSymbols.sorted().map(\.text) }
  var haltOrders: [String] { books.filter { !$0.parent.status.isFinal }.map { "\($0.parent.ordinal)" } }

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
