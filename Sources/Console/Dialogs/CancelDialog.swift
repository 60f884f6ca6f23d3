internal import SlicingCore
internal import Terminal

/// Cancel one parent or one slice: answered with `y`.
struct CancelDialog: Dialog {
  let target: Target

  /// What it was opened for; it stays that, whatever is selected meanwhile.
  enum Target: Hashable, Sendable {
    case parent(ClientOrderID)
    case slice(ClientOrderID)
  }

  var title: SafeText {
    switch target {
    case .parent: "Cancel order"
    case .slice: "Cancel slice"
    }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    var body = DialogBody()
    switch target {
    case .parent(let id):
      guard let book = context.desk.book(id) else { return Self.gone(id) }
      describe(book, in: &body, width: width)
    case .slice(let id):
      guard let slice = context.desk.slice(id), let book = context.desk.book(slice.parentID) else {
        return Self.gone(id)
      }
      describe(slice, of: book, in: &body, width: width)
    }
    body.addAnswers(safe: "leave it as it is", danger: "y  cancel it")
    return body
  }

  private static func gone(_ id: ClientOrderID) -> DialogBody {
    DialogBody(lines: [TextLine("order \(id) is no longer loaded", .textDim)])
  }

  private func describe(_ book: ParentBook, in body: inout DialogBody, width: Int) {
    body.add(OrderWords.headline(book.parent))
    let shares = book.shares
    body.add("\(Figures.shares(shares.pending + shares.owed)) not sent yet are given up.", width: width)
    let atVenue = shares.working + shares.inFlight + shares.unknown
    if atVenue > .zero {
      body.add("\(Figures.shares(atVenue)) are or may be at the broker: canceled there.", width: width)
    }
    body.add(
      "\(Figures.shares(shares.filled)) filled stay filled. A canceled order cannot be resumed.", width: width
    )
  }

  private func describe(_ slice: Slice, of book: ParentBook, in body: inout DialogBody, width: Int) {
    body.add(
      TextLine("slice \(slice.number + 1) of \(book.parent.totalSlices)  ", .textStrong)
        + OrderWords.headline(book.parent))
    body.add("\(slice.quantity) due \(NewYork.clock(slice.due)), now \(slice.status.words)", width: width)
    body.add("Its \(Figures.shares(slice.leaves)) not filled are given up. The order goes on.", width: width)
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard action == .confirm else { return .stay }
    switch target {
    case .parent(let id):
      guard let book = context.desk.book(id) else { return .dismiss("already done: the order is gone") }
      if book.parent.status.isFinal { return .dismiss("already done: \(book.parent.status.words)") }
      return .send([.desk(.cancelParent(id))])
    case .slice(let id):
      guard let slice = context.desk.slice(id) else { return .dismiss("already done: the slice is gone") }
      if slice.status.isFinal { return .dismiss("already done: \(slice.status.words)") }
      return .send([.desk(.cancelSlice(id))])
    }
  }
}

/// Cancel every parent: answered by typing the words.
struct CancelAllDialog: Dialog {
  static let words = "cancel all"
  private var typed = TextField(limit: 16)

  var title: SafeText { "Cancel all orders" }
  var field: TextField? {
    get { typed }
    set { if let newValue { typed = newValue } }
  }

  func body(_ context: DialogContext, width: Int) -> DialogBody {
    let live = context.desk.books.filter { !$0.parent.status.isFinal }
    let shares = live.reduce(Shares.zero) { $0 + $1.shares.live + $1.shares.owed }
    var body = DialogBody()
    body.add(
      "\(Figures.counted(live.count, "order", "orders")), \(Figures.shares(shares)) not done: given up, and canceled at the broker.",
      .textStrong, width: width)
    body.add(
      "Orders that the filter hides are canceled too. The halt and the breaker stay as they are.",
      width: width)
    body.add(field: typed, label: "Type \"\(Self.words)\", then Enter:", columns: 14, isFocused: true)
    body.addAnswers(safe: "leave them as they are", danger: nil)
    return body
  }

  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome {
    guard action == .enter else { return .stay }
    guard typed.text == Self.words else { return .refuse("type \"\(Self.words)\" to cancel every order") }
    guard context.desk.books.contains(where: { !$0.parent.status.isFinal }) else {
      return .dismiss("already done: no order is live")
    }
    return .send([.desk(.cancelAll)])
  }
}
