public import SlicingCore

/// What is to go wrong between a client and the paper venue, and when. Without a script nothing does.
///
/// One rule a line; `#` begins a comment; of the rules that fit a message, the first in the file acts.
/// ```
/// on submit [CONDITION…]: ACTION      a new order
/// on cancel [CONDITION…]: ACTION      a cancel
/// on query  [CONDITION…]: ACTION      a question by client id
/// at TIME: disconnect TIME            by the clock, from the start
/// venue: deduplicate never|TIME|forever   what the venue does with a client id it has seen
/// venue: texts "words"                what every id and reason of the venue's ends with
/// ```
/// Conditions: `symbol AAPL` · `side buy` · `order N`, `order N-M`, `order N-` (client ids, counted from 1 as
/// they come) · `every N` (every N-th order) · `attempt N`, `N-M`, `N-` (of the same client id) · `within
/// TIME-TIME` (since the start) · `times N` (at most N times) · `one-in N` (by chance, repeatable).
///
/// Actions on submit: `refuse ["words"]` · `reject ["words"]` · `lose request` · `lose answer` ·
/// `delay answer TIME` · `book late TIME` · `fill first` · `duplicate reports` · `delay reports TIME` ·
/// `lose reports` · `answer 401` · `answer 429 [TIME]` · `answer 503 [booked]` · `disconnect TIME [booked]`.
/// On cancel: `refuse ["words"]` · `lose request` · `lose answer` · `delay answer TIME` · `answer 503`.
/// On query: `absent` · `lose answer` · `delay answer TIME` · `answer 503`.
///
/// A TIME is `250ms`, `10s`, `2m` or `1h`, of the venue's clock. "The connection refused twice, then
/// accepted":
/// ```
/// on submit attempt 1-2: refuse
/// ```
public struct FaultScript: Hashable, Sendable {
  /// In the order of the file.
  public let rules: [FaultRule]

  /// Nothing goes wrong.
  public static let none = FaultScript(rules: [])

  private init(rules: [FaultRule]) { self.rules = rules }

  /// What the venue does with a client id it has seen; nil where the script says nothing of it. A broker that
  /// runs on this script has to own up to it.
  public var deduplication: ExchangeConfiguration.Deduplication? {
    for rule in rules {
      if case .deduplicate(let deduplication) = rule.kind { return deduplication }
    }
    return nil
  }

  /// What every id and every reason of the venue's ends with; nil for nothing.
  public var texts: String? {
    for rule in rules {
      if case .texts(let words) = rule.kind { return words }
    }
    return nil
  }

  /// How late an order may come to the venue that was held up on its way. A broker that runs on this script
  /// has to own up to it.
  public var longestBookingDelay: TimeSpan {
    rules.map { rule in
      if case .submit(.bookLate(let delay)) = rule.kind { delay } else { .zero }
    }.max() ?? .zero
  }

  /// Reads a script's text; throws the first mistake.
  public init(parsing text: String) throws(FaultScriptError) {
    var rules: [FaultRule] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var parser = try FaultLineParser(line, number: index + 1)
      if let rule = try parser.rule() { rules.append(rule) }
    }
    self.rules = rules
  }

  /// Reads a script file.
  public init(contentsOf path: String) throws {
    let bytes = try LedgerFile.contents(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FaultScriptError(line: 1, found: "bytes that are not UTF-8", expected: "text")
    }
    try self.init(parsing: text)
  }
}

/// A mistake in a fault script.
public struct FaultScriptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  /// What stands there.
  public let found: String
  /// What could stand there.
  public let expected: String

  /// In words.
  public var description: String { "line \(line): found \(found), expected \(expected)" }
}
