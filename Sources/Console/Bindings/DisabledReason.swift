internal import DeskModel
internal import SlicingCore
internal import Terminal

/// Why something cannot be done now: what the footer leaves out, and what is said when its key is pressed.
enum DisabledReason {
  @Sendable static func cancel(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) { return reason }
    guard state.focus == .slices, let slice = state.selectedSlice else { return openParent(state) }
    return slice.status.isFinal ? "slice \(slice.number + 1) is over: \(slice.status.words)" : nil
  }

  @Sendable static func cancelAll(_ state: ConsoleState) -> SafeText? {
    readOnly(state) ?? (state.liveBooks.isEmpty ? "no order is live" : nil)
  }

  @Sendable static func hold(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) ?? openParent(state) { return reason }
    guard let hold = state.selectedBook?.parent.hold else { return nil }
    return "held already by \(hold.by): \(hold.reason)"
  }

  @Sendable static func resume(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) ?? openParent(state) { return reason }
    guard let book = state.selectedBook, book.parent.hold == nil, book.shares.owed == .zero else {
      return nil
    }
    return "it is not held and owes nothing"
  }

  @Sendable static func settle(_ state: ConsoleState) -> SafeText? {
    readOnly(state) ?? (state.unknownSlice == nil ? "no order is unknown" : nil)
  }

  @Sendable static func selection(_ state: ConsoleState) -> SafeText? {
    state.selectedBook == nil ? "no order is selected" : nil
  }

  @Sendable static func haltOrder(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) { return reason + "; Ctrl-K halts everything" }
    if let reason = openParent(state) { return reason }
    guard let id = state.selectedParent, let kill = state.desk?.kill,
      let halt = kill.engagement ?? kill.engagement(of: .parent(id))
    else { return nil }
    return "already " + HaltWords.engagement(halt)
  }

  @Sendable static func release(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) { return reason }
    guard state.desk?.releasable.isEmpty != false else { return nil }
    return state.isHaltUnrecorded ? "the halt is not recorded yet" : "nothing is halted"
  }

  @Sendable static func explain(_ state: ConsoleState) -> SafeText? { readOnly(state) ?? receipts(state) }

  @Sendable static func receipts(_ state: ConsoleState) -> SafeText? {
    guard let kill = state.desk?.kill, kill.isEngaged || !kill.scoped.isEmpty else {
      return state.isHaltUnrecorded ? "the halt is not recorded yet" : "nothing is halted"
    }
    return nil
  }

  @Sendable static func trip(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) { return reason }
    guard case .tripped(let trip) = state.desk?.breaker.state else { return nil }
    return "tripped already: \(trip.reason.rawValue)"
  }

  @Sendable static func reset(_ state: ConsoleState) -> SafeText? {
    if let reason = readOnly(state) { return reason }
    if case .tripped = state.desk?.breaker.state { return nil }
    guard let desk = state.desk else { return "the breaker is not tripped" }
    return desk.isFirmTripped ? nil : notTripped(desk)
  }

  /// Of a desk whose own breaker is not tripped; the firm's may be, behind its halt.
  static func notTripped(_ desk: Desk) -> SafeText {
    desk.firm.tripBehindHalt == nil
      ? "the breaker is not tripped"
      : "only the firm's breaker is tripped, and the firm is halted: release that first"
  }

  @Sendable static func acknowledge(_ state: ConsoleState) -> SafeText? {
    state.alerts.isEmpty ? "no alert waits" : nil
  }

  /// A stopped program sends nothing and sees nothing, so it may stop only while there is nothing to send.
  @Sendable static func suspend(_ state: ConsoleState) -> SafeText? {
    if state.snapshot?.readOnlyHolder != nil { return nil }
    let sending = state.liveBooks.filter { $0.parent.hold == nil }.count
    guard sending > 0 else { return nil }
    return "\(Figures.counted(sending, "order", "orders")) could send a slice: hold first"
  }

  static func readOnly(_ state: ConsoleState) -> SafeText? {
    guard let snapshot = state.snapshot else { return "the desk is not ready yet" }
    return snapshot.readOnlyHolder.map { holder in
      "read-only: " + (SightWords.short(snapshot.sight) ?? "\(holder) holds the desk")
    }
  }

  private static func openParent(_ state: ConsoleState) -> SafeText? {
    guard let parent = state.selectedBook?.parent else { return "no order is selected" }
    return parent.status.isFinal ? "order \(parent.ordinal) is over: \(parent.status.words)" : nil
  }
}
