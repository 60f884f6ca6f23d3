internal import SlicingCore

/// Which executions of an order are known, whoever told of them.
///
/// The stream names an execution by an id that the list of activities does not have, and the list by one that
/// the stream does not have. What both say is the order and its running total, so that is the name an
/// execution gets here: the same one from either source, after a restart too, and a message told twice is one
/// execution. docs/decisions/0010 says why.
struct FillBook {
  private var orders: [String: Entry] = [:]
  /// Orders in the sequence in which they were first heard of, to forget the oldest.
  private var sequence: [String] = []
  /// Names by the stream's execution ids: a message that is told again much later may carry a newer snapshot
  /// of its order, and must not become a new execution by that.
  private var names: [String: Known] = [:]
  private var nameSequence: [String] = []

  private struct Entry {
    var filled = Shares.zero
    var totals: Set<Int> = []
    /// How often the execution to a total was taken back: the total may then come once more. Only these get
    /// another name, so that after a restart, which forgets this, no name is given to two executions.
    var takenBack: [Int: Int] = [:]
  }

  /// An execution as it was first told.
  struct Known: Equatable {
    let name: String
    let orderID: String
    let quantity: Shares
    let cumulative: Shares
  }

  static let orderLimit = 20_000
  static let nameLimit = 100_000

  /// What the execution is called that brought an order to this total.
  static func name(_ orderID: String, _ cumulative: Shares) -> String { "\(orderID):\(cumulative.count)" }

  /// Shares of an order that its known executions come to.
  func filled(_ orderID: String) -> Shares { orders[orderID]?.filled ?? .zero }

  /// Where an execution belongs that a message of the stream tells of.
  enum Place {
    /// It was told before.
    case known
    /// It is the one that brings what is known of the order to the total.
    case next
    /// Executions before it are missing, or the total is that of a later moment.
    case unclear
  }

  func place(orderID: String, executionID: String?, quantity: Shares, cumulative: Shares) -> Place {
    if let executionID, names[executionID] != nil { return .known }
    if orders[orderID]?.totals.contains(cumulative.count) == true { return .known }
    return filled(orderID) + quantity == cumulative ? .next : .unclear
  }

  /// The execution a message of the stream tells of, or a row of the books.
  ///
  /// - Returns: its name; nil where it is known already.
  mutating func add(
    orderID: String, executionID: String?, quantity: Shares, cumulative: Shares
  ) -> String? {
    if let executionID, names[executionID] != nil { return nil }
    let round = orders[orderID]?.takenBack[cumulative.count]
    let name = FillBook.name(orderID, cumulative) + (round.map { "#\($0 + 1)" } ?? "")
    if let executionID {
      remember(
        executionID, Known(name: name, orderID: orderID, quantity: quantity, cumulative: cumulative))
    }
    return count(orderID, quantity, cumulative) ? name : nil
  }

  /// What an execution that the broker takes back was called here.
  func known(executionID: String) -> Known? { names[executionID] }

  /// An execution was taken back: its order's total no longer says what it said.
  mutating func takeBack(_ executionID: String) {
    guard let known = names.removeValue(forKey: executionID),
      orders[known.orderID]?.totals.remove(known.cumulative.count) != nil
    else { return }
    orders[known.orderID]?.filled -= known.quantity
    orders[known.orderID]?.takenBack[known.cumulative.count, default: 0] += 1
  }

  private mutating func count(_ orderID: String, _ quantity: Shares, _ cumulative: Shares) -> Bool {
    if orders[orderID] == nil {
      orders[orderID] = Entry()
      sequence.append(orderID)
      if sequence.count > FillBook.orderLimit { orders[sequence.removeFirst()] = nil }
    }
    guard orders[orderID]?.totals.insert(cumulative.count).inserted == true else { return false }
    orders[orderID]?.filled += quantity
    return true
  }

  private mutating func remember(_ executionID: String, _ known: Known) {
    names[executionID] = known
    nameSequence.append(executionID)
    if nameSequence.count > FillBook.nameLimit { names[nameSequence.removeFirst()] = nil }
  }
}
