internal import SlicingCore
internal import Terminal

/// The line at the bottom: a command or a filter being typed.
struct Prompt: Sendable, Hashable {
  enum Purpose: Sendable, Hashable { case command, filter }

  let purpose: Purpose
  var field: TextField
  /// The filter before, which Escape brings back.
  let before: String

  init(_ purpose: Purpose, text: String = "", before: String = "") {
    self.purpose = purpose
    field = TextField(text, limit: OrderLine.maxLength)
    self.before = before
  }

  var sign: SafeText { purpose == .command ? ":" : "/" }

  /// Commands, and the words of an order, that the last word could become.
  func completions(_ vocabulary: Vocabulary) -> [String] {
    guard purpose == .command else { return [] }
    let words = field.text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard let last = words.last else { return [] }
    let candidates =
      words.count == 1
      ? CommandLanguage.firstWords : CommandLanguage.words(after: Array(words.dropLast()), vocabulary)
    // Symbols are typed in either case.
    return candidates.filter { $0.lowercased().hasPrefix(last.lowercased()) && $0 != last }
  }

  /// Completes the last word as far as it is certain.
  mutating func complete(_ vocabulary: Vocabulary) {
    let found = completions(vocabulary)
    guard let first = found.first else { return }
    let shared = found.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    var words = field.text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    words[words.count - 1] = shared
    field.replace(words.joined(separator: " ") + (found.count == 1 ? " " : ""))
  }
}

/// What the desk has names for at the moment.
struct Vocabulary: Sendable, Hashable {
  /// What can be halted.
  var symbols: [String] = []
  var orders: [String] = []
  /// What can be released.
  var releases: [String] = []
}

extension ConsoleState {
  /// For the completion of commands.
  var vocabulary: Vocabulary {
    desk.map {
      Vocabulary(symbols: $0.haltSymbols, orders: $0.haltOrders, releases: $0.releaseNames)
    } ?? Vocabulary()
  }
}

extension String {
  /// The characters both begin with.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}

/// What is typed after `:`: an order line, or a binding's command and its argument.
enum CommandLanguage {
  /// What a line means.
  enum Meaning: Sendable {
    case nothing
    case order(OrderRequest)
    case wrongOrder(RequestError, OrderDraft)
    case act(Binding, argument: String?)
    case unknown(String)
  }

  static let firstWords = Side.allCases.map(\.rawValue) + BindingTable.all.compactMap(\.command)
  private static let orderWords = ["over", "until", "every", "market", "limit", "stop", "tif", "start"]

  static func words(after typed: [String], _ vocabulary: Vocabulary) -> [String] {
    guard let first = typed.first?.lowercased() else { return [] }
    if Side(rawValue: first) != nil { return orderWords }
    switch (BindingTable.binding(command: first)?.action, typed.count) {
    case (.halt, 1): return ["all", "order", "symbol"] + vocabulary.symbols + vocabulary.orders
    // With a reason the kind is written out.
    case (.halt, 2) where typed[1].lowercased() == "symbol": return vocabulary.symbols
    case (.halt, 2) where typed[1].lowercased() == "order": return vocabulary.orders
    case (.release, 1), (.explainHalt, 1), (.receipts, 1): return vocabulary.releases
    default: return []
    }
  }

  static func meaning(of line: String) -> Meaning {
    guard let text = line.meaningful else { return .nothing }
    let parts = text.split(separator: " ", maxSplits: 1)
    let word = parts.first.map { $0.lowercased() } ?? ""
    if Side(rawValue: word) != nil { return order(text) }
    guard let binding = BindingTable.binding(command: word) else { return .unknown(word) }
    return .act(binding, argument: parts.count > 1 ? String(parts[1]).meaningful : nil)
  }

  private static func order(_ text: String) -> Meaning {
    do throws(RequestError) {
      return .order(try OrderLine.parse(text))
    } catch {
      return .wrongOrder(error, OrderLine.draft(text))
    }
  }
}
