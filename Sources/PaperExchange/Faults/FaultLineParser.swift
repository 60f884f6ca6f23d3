internal import SlicingCore

/// Reads one line of a fault script.
struct FaultLineParser {
  private enum Token: Equatable {
    case word(String)
    case quoted(String)
    case colon

    var description: String {
      switch self {
      case .word(let text): "\"\(text)\""
      case .quoted(let text): "the text \"\(text)\""
      case .colon: "\":\""
      }
    }
  }

  private let number: Int
  private var tokens: ArraySlice<Token>

  init(_ line: Substring, number: Int) throws(FaultScriptError) {
    self.number = number
    tokens = ArraySlice(try FaultLineParser.tokens(line, number: number))
  }

  /// The rule of the line; nil for an empty one.
  mutating func rule() throws(FaultScriptError) -> FaultRule? {
    guard !tokens.isEmpty else { return nil }
    let beginnings = "\"on\", \"at\" or \"venue\""
    let first = try word(beginnings)
    guard ["on", "at", "venue"].contains(first) else { throw error("\"\(first)\"", beginnings) }
    if first == "at" { return try timed() }
    if first == "venue" { return try ofVenue() }
    let occasion = try word("submit, cancel or query")
    guard ["submit", "cancel", "query"].contains(occasion) else {
      throw error("\"\(occasion)\"", "submit, cancel or query")
    }
    let condition = try condition()
    let kind: FaultRule.Kind
    switch occasion {
    case "submit": kind = .submit(try submitFault())
    case "cancel": kind = .cancel(try cancelFault())
    default: kind = .query(try queryFault())
    }
    try end()
    return FaultRule(line: number, kind: kind, condition: condition)
  }

  private mutating func timed() throws(FaultScriptError) -> FaultRule {
    let after = try time()
    guard tokens.first == .colon else { throw error(found, "\":\"") }
    tokens.removeFirst()
    try expect("disconnect")
    let length = try time()
    try end()
    return FaultRule(
      line: number, kind: .disconnect(after: after, length: length), condition: FaultRule.Condition())
  }

  private mutating func ofVenue() throws(FaultScriptError) -> FaultRule {
    guard tokens.first == .colon else { throw error(found, "\":\"") }
    tokens.removeFirst()
    let setting = try word("deduplicate or texts")
    if setting == "texts" { return try ofTexts() }
    guard setting == "deduplicate" else { throw error("\"\(setting)\"", "deduplicate or texts") }
    let deduplication = try parsed("never, forever or a time such as 10s", Self.deduplication)
    try end()
    return FaultRule(line: number, kind: .deduplicate(deduplication), condition: FaultRule.Condition())
  }

  private mutating func ofTexts() throws(FaultScriptError) -> FaultRule {
    guard let words = try words() else { throw error(found, "words in quotes") }
    try end()
    return FaultRule(line: number, kind: .texts(words), condition: FaultRule.Condition())
  }

  private static func deduplication(_ text: String) -> ExchangeConfiguration.Deduplication? {
    switch text {
    case "never": .never
    case "forever": .forever
    default: time(text).map { .window($0) }
    }
  }

  // MARK: Conditions

  private static let conditions =
    "symbol, side, order, every, attempt, within, times, one-in or \":\""

  private mutating func condition() throws(FaultScriptError) -> FaultRule.Condition {
    var condition = FaultRule.Condition()
    while tokens.first != .colon {
      let name = try word(FaultLineParser.conditions)
      switch name {
      case "symbol": condition.symbol = try parsed("a symbol", Symbol.init)
      case "side": condition.side = try parsed("buy or sell", Side.init(rawValue:))
      case "order": condition.orders = try parsed("a count such as 3, 3-5 or 3-", Self.counts)
      case "every": condition.every = try parsed("a count from 1", Self.count)
      case "attempt": condition.attempts = try parsed("a count such as 1, 1-2 or 2-", Self.counts)
      case "within": condition.window = try parsed("two times such as 10s-20s", Self.window)
      case "times": condition.times = try parsed("a count from 1", Self.count)
      case "one-in": condition.oneIn = try parsed("a count from 1", Self.count)
      default: throw error("\"\(name)\"", Self.conditions)
      }
    }
    tokens.removeFirst()
    return condition
  }

  private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 1 ? $0 : nil } }

  private static func counts(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let first = count(parts[0]) else { return nil }
    guard parts.count == 2 else { return first...first }
    guard !parts[1].isEmpty else { return first...Int.max }
    return count(parts[1]).flatMap { $0 >= first ? first...$0 : nil }
  }

  private static func window(_ text: String) -> ClosedRange<TimeSpan>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let start = time(parts[0]), let end = time(parts[1]), start <= end else {
      return nil
    }
    return start...end
  }

  private static func time(_ text: String) -> TimeSpan? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    // Nobody scripts more than a few days; nine digits of anything cannot overflow.
    guard (1...9).contains(digits.count), let count = Int(digits) else { return nil }
    switch text.dropFirst(digits.count) {
    case "ms": return .milliseconds(count)
    case "s": return .seconds(count)
    case "m": return .seconds(count * 60)
    case "h": return .seconds(count * 3600)
    default: return nil
    }
  }

  // MARK: Actions

  private mutating func submitFault() throws(FaultScriptError) -> SubmitFault {
    let expected = "refuse, reject, lose, delay, book, fill, duplicate, answer or disconnect"
    let action = try word(expected)
    switch action {
    case "refuse": return .refuse(try words() ?? "connection refused")
    case "reject": return .reject(try words() ?? "rejected by the venue")
    case "lose": return try lost(["request": .loseRequest, "answer": .loseAnswer, "reports": .loseReports])
    case "delay":
      let what = try word("answer or reports")
      guard what == "answer" || what == "reports" else { throw error("\"\(what)\"", "answer or reports") }
      return what == "answer" ? .delayAnswer(try time()) : .delayReports(try time())
    case "book":
      try expect("late")
      return .bookLate(try time())
    case "fill":
      try expect("first")
      return .fillFirst
    case "duplicate":
      try expect("reports")
      return .duplicateReports
    case "answer": return try answerFault()
    case "disconnect": return .disconnect(try time(), booked: try booked())
    default: throw error("\"\(action)\"", expected)
    }
  }

  private mutating func answerFault() throws(FaultScriptError) -> SubmitFault {
    let code = try word("401, 429 or 503")
    switch code {
    case "401": return .unauthorized
    case "429": return .tooMany(retryAfter: tokens.isEmpty ? nil : try time())
    case "503": return .unavailable(booked: try booked())
    default: throw error("\"\(code)\"", "401, 429 or 503")
    }
  }

  private mutating func cancelFault() throws(FaultScriptError) -> CancelFault {
    let expected = "refuse, lose, delay or answer"
    let action = try word(expected)
    switch action {
    case "refuse": return .refuse(try words() ?? "cannot be canceled now")
    case "lose": return try lost(["request": .loseRequest, "answer": .loseAnswer])
    case "delay":
      try expect("answer")
      return .delayAnswer(try time())
    case "answer":
      try expect("503")
      return .unavailable
    default: throw error("\"\(action)\"", expected)
    }
  }

  private mutating func queryFault() throws(FaultScriptError) -> QueryFault {
    let expected = "absent, lose, delay or answer"
    let action = try word(expected)
    switch action {
    case "absent": return .absent
    case "lose": return try lost(["answer": .loseAnswer])
    case "delay":
      try expect("answer")
      return .delayAnswer(try time())
    case "answer":
      try expect("503")
      return .unavailable
    default: throw error("\"\(action)\"", expected)
    }
  }

  private mutating func lost<Fault>(_ faults: [String: Fault]) throws(FaultScriptError) -> Fault {
    let expected = faults.keys.sorted().joined(separator: " or ")
    let what = try word(expected)
    guard let fault = faults[what] else { throw error("\"\(what)\"", expected) }
    return fault
  }

  // MARK: Tokens

  private mutating func words() throws(FaultScriptError) -> String? {
    guard let token = tokens.popFirst() else { return nil }
    guard case .quoted(let text) = token else {
      throw error(token.description, "words in quotes, or nothing")
    }
    return text
  }

  private mutating func booked() throws(FaultScriptError) -> Bool {
    guard !tokens.isEmpty else { return false }
    try expect("booked")
    return true
  }

  private mutating func time() throws(FaultScriptError) -> TimeSpan {
    try parsed("a time such as 250ms, 10s, 2m or 1h", Self.time)
  }

  private mutating func parsed<Value>(
    _ expected: String, _ parse: (String) -> Value?
  ) throws(FaultScriptError) -> Value {
    let text = try word(expected)
    guard let value = parse(text) else { throw error("\"\(text)\"", expected) }
    return value
  }

  private mutating func expect(_ expected: String) throws(FaultScriptError) {
    let text = try word("\"\(expected)\"")
    guard text == expected else { throw error("\"\(text)\"", "\"\(expected)\"") }
  }

  private mutating func word(_ expected: String) throws(FaultScriptError) -> String {
    guard case .word(let text) = tokens.first else { throw error(found, expected) }
    tokens.removeFirst()
    return text
  }

  private func end() throws(FaultScriptError) {
    guard tokens.isEmpty else { throw error(found, "the end of the line") }
  }

  private var found: String { tokens.first?.description ?? "the end of the line" }

  private func error(_ found: String, _ expected: String) -> FaultScriptError {
    FaultScriptError(line: number, found: found, expected: expected)
  }

  private static func tokens(_ line: Substring, number: Int) throws(FaultScriptError) -> [Token] {
    var tokens: [Token] = []
    var rest = line
    while let next = rest.first, next != "#" {
      if next.isWhitespace {
        rest.removeFirst()
      } else if next == ":" {
        tokens.append(.colon)
        rest.removeFirst()
      } else if next == "\"" {
        let text = rest.dropFirst().prefix { $0 != "\"" }
        guard text.endIndex < rest.endIndex else {
          throw FaultScriptError(line: number, found: "an open quote", expected: "a quote that ends")
        }
        tokens.append(.quoted(String(text)))
        rest = rest[rest.index(after: text.endIndex)...]
      } else {
        let text = rest.prefix { !$0.isWhitespace && !":\"#".contains($0) }
        tokens.append(.word(String(text)))
        rest = rest[text.endIndex...]
      }
    }
    return tokens
  }
}
