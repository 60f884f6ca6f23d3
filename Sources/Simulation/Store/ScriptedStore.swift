internal import SlicingCore

/// The order store's rows in memory, under its rules: a commit is taken whole or not at all, a slice's row
/// must be at the status the commit says, an execution is a row once. Loading gives what `OrderStore.load`
/// would.
struct ScriptedStore {
  struct Book {
    var parent: Parent
    var slices: [Slice]
  }

  private(set) var books: [Book] = []
  private var parentIndex: [ClientOrderID: Int] = [:]
  private(set) var fills: [Execution] = []
  private var fillIndex: [String: Int] = [:]
  private(set) var busted: Set<String> = []
  private(set) var kill = KillSwitch()
  private(set) var breaker = CircuitBreaker()
  /// The day's highest profit.
  private(set) var profitPeak: (date: TradeDate, peak: Notional)?
  /// The writer in possession; a commit of any other fails for good.
  var epoch = 0
  private(set) var commits = 0
  /// The second small file beside it: how many commits there were.
  var head = 0

  /// Why a commit could not be taken, which is a bug: passing troubles of the disk never reach this.
  struct Refused: Error { let words: String }

  mutating func apply(_ commit: Commit) throws(Refused) {
    commits += 1
    for change in commit.changes {
      switch change {
      case .parentAdded(let parent, let slices):
        guard parentIndex[parent.id] == nil else { throw Refused(words: "parent \(parent.id) added twice") }
        parentIndex[parent.id] = books.count
        books.append(Book(parent: parent, slices: slices))
      case .slicesAdded(let slices): try add(slices)
      case .parent(let parent): books[try book(parent.id)].parent = parent
      case .slice(let slice, let from): try update(slice, from: from)
      case .fill(let execution):
        guard fillIndex[execution.executionID] == nil else {
          throw Refused(words: "execution \(execution.executionID) stored twice")
        }
        fillIndex[execution.executionID] = fills.count
        fills.append(execution)
      case .bust(let id):
        guard fillIndex[id] != nil else { throw Refused(words: "no execution \(id) to take back") }
        busted.insert(id)
      case .kill(let kill): self.kill = kill
      case .breaker(let breaker): self.breaker = breaker
      case .profitPeak(let date, let peak): profitPeak = (date, peak)
      }
    }
  }

  private mutating func add(_ slices: [Slice]) throws(Refused) {
    for slice in slices {
      let book = try book(slice.parentID)
      guard slice.number == books[book].slices.count else {
        throw Refused(words: "slice \(slice.id) has number \(slice.number)")
      }
      books[book].slices.append(slice)
    }
  }

  private mutating func update(_ slice: Slice, from: SliceStatus) throws(Refused) {
    let book = try book(slice.parentID)
    guard slice.number < books[book].slices.count, books[book].slices[slice.number].id == slice.id else {
      throw Refused(words: "no row for slice \(slice.id)")
    }
    let found = books[book].slices[slice.number].status
    let isLegal =
      slice.status == from || from.successors(by: .desk).contains(slice.status)
      || from.successors(by: .venue).contains(slice.status)
    guard found == from, isLegal else {
      throw Refused(words: "slice \(slice.id) is \(found), the commit goes from \(from) to \(slice.status)")
    }
    books[book].slices[slice.number] = slice
  }

  private func book(_ id: ClientOrderID) throws(Refused) -> Int {
    guard let index = parentIndex[id] else { throw Refused(words: "no parent \(id)") }
    return index
  }

  /// The row of a slice.
  func slice(_ parent: ClientOrderID, _ number: Int) -> Slice? {
    guard let book = parentIndex[parent], number < books[book].slices.count else { return nil }
    return books[book].slices[number]
  }

  func parent(_ id: ClientOrderID) -> Parent? { parentIndex[id].map { books[$0].parent } }

  /// Slices whose due time came before they ended.
  func countDue(by now: Instant) -> Int {
    books.reduce(0) { sum, book in
      sum + book.slices.count { $0.due <= now && !($0.status.isFinal && $0.updatedAt < $0.due) }
    }
  }

  /// Slices of which something filled.
  func countFilled() -> Int {
    books.reduce(0) { sum, book in sum + book.slices.count { $0.filled > .zero } }
  }

  /// A desk as it comes up from these rows: unfinished parents and today's, with their executions, as
  /// `OrderStore.load` and `DeskModel.open` do it.
  func load(settings: DeskSettings, at now: Instant) -> Desk {
    let today = NewYork.date(of: now)
    let loaded = books.filter { !$0.parent.status.isFinal || $0.parent.tradeDate == today }
      .sorted { ($0.parent.createdAt, $0.parent.ordinal) < ($1.parent.createdAt, $1.parent.ordinal) }
    let ids = Set(loaded.flatMap { $0.slices.map(\.id) })
    let theirs = fills.filter { ids.contains($0.clientOrderID) }
    return Desk(
      settings: settings, books: loaded.map { ParentBook(parent: $0.parent, slices: $0.slices) }, kill: kill,
      breaker: breaker, executions: theirs.filter { !busted.contains($0.executionID) },
      busted: Set(theirs.map(\.executionID).filter { busted.contains($0) }),
      lastOrdinal: books.map(\.parent.ordinal).max() ?? 0, profitPeak: profitPeak)
  }
}
