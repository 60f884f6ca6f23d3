internal import DeskModel
internal import SlicingCore
internal import Terminal

extension ConsoleState {
  /// Turns one event into a new state and what is to be done.
  public mutating func update(_ event: ConsoleEvent) -> [ConsoleCommand] {
    switch event {
    case .key(let key, let time): return press(key, at: time)
    case .shown(let number, let milliseconds):
      for index in dialogs.indices where dialogs[index].number == number {
        dialogs[index].isShown(at: milliseconds)
      }
      return []
    case .snapshot(let snapshot): return take(snapshot)
    case .tick(let instant):
      now = max(now, instant)
      refresh()
      return []
    case .resize(let size):
      self.size = size
      return [.redraw]
    case .halted:
      isHaltAnnounced = true
      return []
    case .answer(let answer, let command):
      take(answer, to: command)
      return []
    case .details(let id, let lines):
      takeDetails(id, lines)
      return []
    case .history(let history):
      takeHistory(history)
      return []
    }
  }

  private mutating func take(_ snapshot: DeskSnapshot) -> [ConsoleCommand] {
    self.snapshot = snapshot
    now = max(now, snapshot.now)
    // The record, or the word, is the truth from here on; what this console announced is in it.
    if snapshot.desk.kill.isEngaged || snapshot.isWordEngaged { isHaltAnnounced = false }
    if selectedBook == nil { selectedParent = liveBooks.first?.parent.id ?? shownBooks.last?.parent.id }
    if !snapshot.recovered.isEmpty, !isRecoverySeen {
      isRecoverySeen = true
      // Nothing in it acts at once, so it needs no key that opened it.
      dialogs.insert(number(RecoveryDialog(snapshot.recovered), openedBy: .escape), at: 0)
    }
    refresh()
    return ring()
  }

  /// Once for what is new, however much it is.
  private mutating func ring() -> [ConsoleCommand] {
    let new = alerts.filter { $0.number > alertsRung }
    guard let newest = new.last else { return [] }
    alertsRung = newest.number
    return [.ring(new.contains { $0.kind.bell == .guard } ? .guard : .other)]
  }

  /// Brings what was computed from desk and clock up to date. The plan once a second, which is as often as
  /// anyone can read it: a plan of a day's seconds takes longer than a frame.
  private mutating func refresh() {
    if !entry.isEmpty, now - (entry.previewedAt ?? now) >= .seconds(1) {
      entry.refreshPreview(desk, options.pastClose, at: now)
    }
    guard let context = dialogContext else { return }
    for index in dialogs.indices { dialogs[index].dialog.refresh(context) }
  }

  private mutating func take(_ answer: CommandAnswer, to command: DeskCommand) {
    if case .submit(let ticket) = command, entry.awaiting == ticket.request { entry.awaiting = nil }
    switch answer {
    case .done(let words): say(SafeText(untrusted: words))
    case .entered(let id, let slices):
      if case .submit(let ticket) = command { takeEntered(ticket.request) }
      select(id)
      say("entered: \(Figures.counted(slices, "slice", "slices"))")
    case .refused(let refusal): refuse(SafeText(untrusted: refusal.words))
    case .unstored(let words):
      // It is in force: entered twice, it would be there twice.
      if case .submit(let ticket) = command { takeEntered(ticket.request) }
      refuse(SafeText(untrusted: words))
    }
  }

  private mutating func takeEntered(_ request: OrderRequest) {
    entry.remember(request)
    if entry.request == request { entry.clear() }
    if focus == .entry { focus = .orders }
  }

  private mutating func takeDetails(_ id: ClientOrderID, _ lines: [ActivityLine]) {
    for index in dialogs.indices {
      guard var details = dialogs[index].dialog as? DetailsDialog, details.id == id else { continue }
      details.lines = lines
      dialogs[index].dialog = details
    }
  }

  private mutating func takeHistory(_ history: GuardHistory) {
    for index in dialogs.indices {
      guard var dialog = dialogs[index].dialog as? HistoryDialog else { continue }
      dialog.history = history
      dialogs[index].dialog = dialog
    }
  }

  /// Selects a parent; the timeline follows its schedule again.
  mutating func select(_ id: ClientOrderID) {
    if selectedParent != id { sliceCursor = nil }
    selectedParent = id
  }

  /// What dialogs may look at; nil before the first snapshot.
  var dialogContext: DialogContext? {
    guard let snapshot else { return nil }
    return DialogContext(
      desk: snapshot.desk, now: now, isLive: isLive, leftover: options.leftover,
      pastClose: options.pastClose, rows: max(1, size.height - 6))
  }
}
