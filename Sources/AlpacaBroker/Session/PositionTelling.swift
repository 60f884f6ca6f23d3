internal import SlicingCore

/// Which positions may be told, and when.
///
/// The desk adds every execution it hears of after a position was told. So a position is worth nothing if an
/// execution that it counts is still on its way: it is taken only from an answer that was asked for and came
/// while no order of ours in that symbol could move it. The one exception is the reading of the books after
/// a connection, which has to tell something before orders may leave; what could have moved meanwhile is told
/// again as soon as it rests.
struct PositionTelling {
  /// Symbols the desk knows the position of.
  private(set) var told: Set<Symbol> = []
  /// Symbols to be told, or told again, once they rest.
  private(set) var owed: Set<Symbol> = []
  /// Counts orders and executions of a symbol, to notice those that came while the list was under way.
  private var moves: [Symbol: Int] = [:]

  /// What a question may tell that is asked now.
  struct Question: Equatable {
    fileprivate let moves: [Symbol: Int]
  }

  /// An order was handed over, or an execution told.
  mutating func moved(_ symbol: Symbol) { moves[symbol, default: 0] &+= 1 }

  /// A symbol is to be told.
  mutating func owe(_ symbol: Symbol) { owed.insert(symbol) }

  /// - Parameter open: symbols with orders of ours that may still fill.
  /// - Returns: nil where there is nothing to ask.
  func question(open: Set<Symbol>) -> Question? {
    let resting = owed.subtracting(open)
    return resting.isEmpty
      ? nil : Question(moves: Dictionary(uniqueKeysWithValues: resting.map { ($0, moves[$0] ?? 0) }))
  }

  /// What may be told of the answer to a question.
  mutating func answer(
    _ question: Question, _ list: PositionList, open: Set<Symbol>
  ) -> [(symbol: Symbol, shares: Shares)] {
    let resting = question.moves.filter { !open.contains($0.key) && $0.value == moves[$0.key] ?? 0 }
    return tell(Set(resting.keys), list)
  }

  /// What is told before the link is up: everything that is held, watched, open, or was told before.
  mutating func books(
    _ list: PositionList, watched: Set<Symbol>, open: Set<Symbol>
  ) -> [(symbol: Symbol, shares: Shares)] {
    // A ticker that is no symbol here, of an option for instance, cannot be an order's either.
    let held = list.shares.keys.compactMap { ticker in Symbol(ticker).flatMap { $0.text == ticker ? $0 : nil }
    }
    let all = told.union(held).union(watched).union(open)
    owed = all
    let known = tell(all, list)
    owed.formUnion(open)
    return known
  }

  /// Not on a list that has gaps means nothing: the symbol stays owed.
  private mutating func tell(
    _ symbols: Set<Symbol>, _ list: PositionList
  ) -> [(symbol: Symbol, shares: Shares)] {
    symbols.sorted().compactMap { symbol in
      guard let count = list.shares[symbol.text] ?? (list.isWhole ? 0 : nil) else { return nil }
      told.insert(symbol)
      owed.remove(symbol)
      return (symbol, Shares(count))
    }
  }
}
