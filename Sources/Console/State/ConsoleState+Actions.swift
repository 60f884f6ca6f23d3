internal import DeskModel
internal import SlicingCore
internal import Terminal

/// What each action of the binding table does.
extension ConsoleState {
  mutating func perform(_ action: Action, _ press: Press) -> [ConsoleCommand] {
    switch action {
    case .newOrder: focus = .entry
    case .nextPane: focus = focus.next
    case .previousPane: focus = focus.previous
    case .focus(let pane): focus = pane
    case .move(let movement): move(movement)
    case .nextField: return step(1)
    case .previousField: return step(-1)
    case .recallOlder: recall(-1)
    case .recallNewer: recall(1)
    case .review: return review(press)
    case .filter: prompt = Prompt(.filter, text: filter, before: filter)
    case .commandLine: prompt = Prompt(.command)
    case .help: open(HelpDialog(), press)
    case .leave: return leave()
    case .back: return back(press)
    case .nextTheme: return [.theme(.next)]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .acknowledge, .alerts, .receipts, .history: return look(action, press)
    case .copyID: return copyID()
    case .details: return details(press)
    case .haltOrder, .cancel, .cancelAll, .hold, .resume, .settle, .release, .tripBreaker, .resetBreaker:
      return act(action, press)
    // The input thread halts; these two and `watch` are typed after `:` with their argument.
    case .halt, .explainHalt, .watch: break
    // Dialogs never come here: `dialogKey` keeps their keys.
    case .dialog: break
    }
    return []
  }

  /// The actions that reach the desk: one is sent at once, the others open their dialog.
  private mutating func act(_ action: Action, _ press: Press) -> [ConsoleCommand] {
    switch action {
    case .haltOrder: return selectedParent.map { send(.kill(.parent($0), reason: "")) } ?? []
    case .hold:
      guard let id = selectedParent else { return [] }
      return send(.hold(id, reason: "held at the console"))
    case .cancel: openCancel(press)
    case .cancelAll: open(CancelAllDialog(), press)
    case .resume:
      if let id = selectedParent, let context = dialogContext { open(ResumeDialog(id, context), press) }
    case .settle:
      if let slice = unknownSlice { open(SettleDialog(slice.id), press) }
    case .release:
      if let desk { open(ReleaseDialog(desk), press) }
    case .tripBreaker: open(BreakerDialog(.trip), press)
    case .resetBreaker: open(BreakerDialog(.reset), press)
    default: preconditionFailure("\(action) does not reach the desk")
    }
    return []
  }

  /// What there is to know about the guards.
  private mutating func look(_ action: Action, _ press: Press) -> [ConsoleCommand] {
    switch action {
    case .acknowledge:
      // The one on the line has been read; of several the others have not.
      if alerts.count == 1, let alert = alerts.first { return acknowledge(through: alert.number) }
      open(AlertsDialog(alerts), press)
    case .alerts: open(AlertsDialog(alerts), press)
    case .receipts:
      if let desk { open(ReceiptsDialog(desk), press) }
    case .history:
      open(HistoryDialog(), press)
      return [.loadHistory]
    default: preconditionFailure("\(action) does not look at the guards")
    }
    return []
  }

  /// At once for this screen; whoever keeps the alerts hears of it.
  mutating func acknowledge(through number: Int) -> [ConsoleCommand] {
    alertsSeen = max(alertsSeen, number)
    return [.acknowledgeAlerts(through: number)]
  }

  private mutating func openCancel(_ press: Press) {
    if focus == .slices, let slice = selectedSlice {
      open(CancelDialog(target: .slice(slice.id)), press)
    } else if let id = selectedParent {
      open(CancelDialog(target: .parent(id)), press)
    }
  }

  private mutating func send(_ command: DeskCommand) -> [ConsoleCommand] {
    announce(command)
    return [.desk(command)]
  }

  /// Says that a command is on its way, so that a slow desk does not look like a dead key.
  mutating func announce(_ command: DeskCommand) {
    if case .submit(let ticket) = command { entry.awaiting = ticket.request }
    say("sent to the desk, waiting for its answer")
  }

  // MARK: Entry

  /// Opens the review, or says what keeps the order from one.
  mutating func review(_ press: Press) -> [ConsoleCommand] {
    entry.isChecked = true
    if let reason = DisabledReason.readOnly(self) {
      refuse(reason)
      return []
    }
    guard let request = entry.request else {
      if let first = entry.result.errors.inOrder.first { entry.focus = first.field }
      refuse("not yet: the form says why")
      return []
    }
    if entry.awaiting == request {
      refuse("sent already, waiting for the desk's answer")
      return []
    }
    entry.refreshPreview(desk, options.pastClose, at: now)
    openReview(of: request, press)
    return [.watch(request.symbol)]
  }

  private mutating func openReview(of request: OrderRequest, _ press: Press) {
    switch entry.preview {
    case .success(let preview):
      open(
        ReviewDialog(
          request, repeatNumber: 1, pastClose: options.pastClose, preview: preview, isLive: isLive), press)
    case .failure(.duplicate(let existing, let next)):
      open(
        RepeatDialog(request: request, existing: existing, next: next, pastClose: options.pastClose), press)
    case .failure(.plan(let error)) where error.isPastClose:
      open(PastCloseDialog(request: request, refusal: error), press)
    case .failure(let refusal): refuse(SafeText(untrusted: refusal.words))
    case nil: refuse("the desk is not ready yet")
    }
  }

  /// Tab within the form; past its ends to the next pane. Leaving the symbol starts its quotes.
  private mutating func step(_ direction: Int) -> [ConsoleCommand] {
    let left = entry.focus
    if let field = entry.field(after: direction) {
      entry.focus = field
    } else {
      focus = direction > 0 ? focus.next : focus.previous
    }
    return left == .symbol ? watchEntered() : []
  }

  private func watchEntered() -> [ConsoleCommand] {
    guard let symbol = entry.symbol, desk?.quotes[symbol] == nil else { return [] }
    return [.watch(symbol)]
  }

  private mutating func recall(_ direction: Int) {
    if entry.recall(direction) {
      entry.refreshPreview(desk, options.pastClose, at: now)
    } else {
      refuse(direction < 0 ? "no earlier order" : "no later order")
    }
  }

  // MARK: Going about

  private mutating func leave() -> [ConsoleCommand] {
    if focus == .entry {
      focus = .orders
    } else if !filter.isEmpty {
      setFilter("")
    } else {
      sliceCursor = nil
      activityScroll = 0
    }
    return []
  }

  /// `q` and Ctrl-C: back to the blotter, and from there out of the program.
  private mutating func back(_ press: Press) -> [ConsoleCommand] {
    guard focus == .orders else {
      focus = .orders
      return []
    }
    let isOurs = snapshot?.readOnlyHolder == nil
    guard isOurs, !liveBooks.isEmpty else { return [.quit(.now)] }
    open(QuitDialog(), press)
    return []
  }

  private func copyID() -> [ConsoleCommand] {
    if focus == .slices, let slice = selectedSlice { return [.copy(slice.id.text)] }
    return selectedParent.map { [.copy($0.text)] } ?? []
  }

  private mutating func details(_ press: Press) -> [ConsoleCommand] {
    guard let book = selectedBook else { return [] }
    if focus == .slices, let slice = selectedSlice {
      let heading = TextLine("slice \(slice.number + 1)  ", .textStrong) + OrderWords.headline(book.parent)
      open(DetailsDialog(slice.id, heading: heading), press)
      return [.loadDetails(slice.id)]
    }
    open(DetailsDialog(book.parent.id, heading: OrderWords.headline(book.parent)), press)
    return [.loadDetails(book.parent.id)]
  }

  mutating func move(_ movement: Movement) {
    let page = 10
    switch focus {
    case .orders:
      let books = shownBooks
      guard !books.isEmpty else { return }
      let row = books.firstIndex { $0.parent.id == selectedParent } ?? 0
      select(books[movement.applied(to: row, count: books.count, page: page)].parent.id)
    case .slices:
      guard let book = selectedBook else { return }
      let row = movement.applied(to: sliceRow(of: book), count: book.slices.count, page: page)
      sliceCursor = movement == .last ? nil : row
    case .activity:
      let count = snapshot?.activity.count ?? 0
      let back = count - 1 - activityScroll
      activityScroll = max(0, count - 1 - movement.applied(to: back, count: count, page: page))
    case .entry, .guards: break
    }
  }
}
