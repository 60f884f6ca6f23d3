/// An order in one line, as typed after `:` and on the command line:
///
///     buy 12000 AAPL over 30m every 1m limit 187.50 tif day start 14:30
///
/// Side, quantity and symbol come first; the words after them come in any order, each at most once. What a
/// word means is left to `OrderDraft`, so that line and form cannot disagree.
public enum OrderLine {
  /// In bytes; the longest sensible order takes about a hundred.
  public static let maxLength = 200

  /// The order a line stands for.
  ///
  /// - Throws: the first thing wrong: the line's shape before its values, values in the form's order.
  public static func parse(_ line: some StringProtocol) throws(RequestError) -> OrderRequest {
    let reading = read(line)
    if let problem = reading.problem { throw problem }
    switch reading.draft.validate() {
    case .order(let request): return request
    case .refused(let errors):
      guard let first = errors.inOrder.first else { preconditionFailure("refused without an error: \(line)") }
      throw first.error
    }
  }

  /// As much of a line as can be told apart, for echo while it is typed. What `parse` says of it is separate.
  public static func draft(_ line: some StringProtocol) -> OrderDraft { read(line).draft }

  /// The one spelling of a request: everything that is not a default, and always the interval.
  /// `parse(text(of: request)) == request`.
  public static func text(of request: OrderRequest) -> String {
    let draft = OrderDraft(request)
    var words = [draft[.side], draft[.quantity], draft[.symbol]]
    switch request.horizon {
    case .duration: words += ["over", draft[.horizon]]
    case .until: words.append(draft[.horizon])
    }
    words += ["every", draft[.interval]]
    if request.type.stopPrice != nil { words += ["stop", draft[.stop]] }
    if request.type.limitPrice != nil { words += ["limit", draft[.limit]] }
    if request.timeInForce != .day { words += ["tif", draft[.timeInForce]] }
    if request.start != .now { words += ["start", draft[.start]] }
    return words.joined(separator: " ")
  }

  private static func read(_ line: some StringProtocol) -> OrderLineReading {
    guard line.utf8.count <= maxLength else { return OrderLineReading(problem: .tooLong(limit: maxLength)) }
    return OrderLineReading(words: String(line).split(whereSeparator: \.isWhitespace).map(String.init))
  }
}

/// What one pass over the words of a line finds: the fields, and the first thing wrong with its shape.
private struct OrderLineReading {
  private(set) var draft = OrderDraft()
  private(set) var problem: RequestError?
  /// Fields that a word has set, so that a second one is noticed even where the first had no value.
  private var seen: Set<DraftField> = []

  init(problem: RequestError) { self.problem = problem }

  init(words: [String]) {
    if words.isEmpty { problem = .empty }
    for (field, word) in zip([DraftField.side, .quantity, .symbol], words) { draft[field] = word }
    var rest = words.dropFirst(3)
    while let word = rest.popFirst() {
      guard let keyword = Keyword(rawValue: word.lowercased()) else {
        note(.unknownWord(word))
        continue
      }
      take(keyword, from: &rest, as: word)
    }
  }

  private mutating func take(_ keyword: Keyword, from rest: inout ArraySlice<String>, as word: String) {
    let isFirst = seen.insert(keyword.field).inserted
    if !isFirst { note(.repeatedWord(word)) }
    guard keyword.takesValue else {
      if isFirst { draft[keyword.field] = keyword.rawValue }
      return
    }
    // A word of the grammar is never a value: `limit tif day` lacks the price rather than asks for "tif".
    guard let value = rest.first, Keyword(rawValue: value.lowercased()) == nil else {
      note(.missing(keyword.field))
      return
    }
    rest.removeFirst()
    if isFirst { draft[keyword.field] = keyword == .until ? "until \(value)" : value }
  }

  private mutating func note(_ found: RequestError) {
    if problem == nil { problem = found }
  }
}

/// The words after side, quantity and symbol.
private enum Keyword: String {
  case over, until, every, market, limit, stop, tif, start

  var takesValue: Bool { self != .market }

  var field: DraftField {
    switch self {
    case .over, .until: .horizon
    case .every: .interval
    case .market: .type
    case .limit: .limit
    case .stop: .stop
    case .tif: .timeInForce
    case .start: .start
    }
  }
}
