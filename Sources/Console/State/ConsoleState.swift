internal import DeskModel
internal import SlicingCore
internal import Terminal

/// What the console knows and shows: a value, changed by `update` alone and drawn by `view` alone.
///
/// It holds no order and decides nothing about one. Whatever it shows of the desk is the newest snapshot;
/// whatever it wants done is a `ConsoleCommand`.
public struct ConsoleState: Sendable {
  /// What it was started with.
  public let options: ConsoleOptions
  /// The desk; nil before the first snapshot.
  var snapshot: DeskSnapshot?
  /// The world clock, from the newest snapshot or tick.
  var now = Instant(microseconds: 0)
  var size = TerminalSize(width: 80, height: 24)
  /// At start on the blotter: what is typed by mistake there enters nothing.
  var focus = Pane.orders
  /// The halt key was pressed and no snapshot has shown the halt yet.
  var isHaltAnnounced = false
  var entry = OrderEntry()
  /// The selection follows the order, not the row.
  var selectedParent: ClientOrderID?
  /// What the blotter is narrowed to; empty shows all.
  var filter = ""
  /// The selected slice by number; nil follows the schedule.
  var sliceCursor: Int?
  /// Lines scrolled back from the newest.
  var activityScroll = 0
  /// The topmost last. Bounded: a dialog opens another only from recovery, duplicate and entry.
  var dialogs: [OpenDialog] = []
  /// Dialogs ever opened: the number of the newest.
  var dialogsOpened = 0
  var prompt: Prompt?
  /// One line about the last key or command; gone with the next key.
  var notice: Notice?
  var isRecoverySeen = false
  /// Alerts up to this number have been acknowledged here, whether the desk has heard of it or not.
  var alertsSeen = 0
  /// The bell has rung for alerts up to this number.
  var alertsRung = 0

  /// A console that has seen nothing yet.
  public init(options: ConsoleOptions = ConsoleOptions()) { self.options = options }
}

/// A line for the trader about what was just pressed.
struct Notice: Sendable, Hashable {
  let text: SafeText
  let isRefusal: Bool
}

extension ConsoleState {
  /// The desk's own state, once there is one.
  var desk: Desk? { snapshot?.desk }

  /// Halted as far as anyone here knows: recorded, or not yet.
  var isHalted: Bool { isHaltUnrecorded || desk?.kill.isEngaged == true }

  /// Just pressed, or said by the kill word alone: the desk has not recorded it.
  var isHaltUnrecorded: Bool {
    (isHaltAnnounced || snapshot?.isWordEngaged == true) && desk?.kill.isEngaged != true
  }

  /// Alerts nobody has acknowledged, oldest first.
  var alerts: [PostedAlert] { snapshot?.alerts.filter { $0.number > alertsSeen } ?? [] }

  /// Real money.
  var isLive: Bool { snapshot?.isLive ?? options.isLive }

  /// Parents the blotter shows: all, or those the filter leaves.
  var shownBooks: [ParentBook] {
    let books = desk?.books ?? []
    guard !filter.isEmpty else { return books }
    return books.filter { matches($0, filter.lowercased()) }
  }

  private func matches(_ book: ParentBook, _ wanted: String) -> Bool {
    let parent = book.parent
    let facts = [
      parent.request.symbol.text, parent.request.side.rawValue, parent.status.rawValue, "\(parent.ordinal)",
    ]
    return facts.contains { $0.lowercased().contains(wanted) } || parent.id.text.hasPrefix(wanted)
  }

  /// The selected parent, wherever it now stands.
  var selectedBook: ParentBook? { selectedParent.flatMap { desk?.book($0) } }

  /// Parents that are not over.
  var liveBooks: [ParentBook] { desk?.books.filter { !$0.parent.status.isFinal } ?? [] }

  /// The slice the timeline points at.
  var selectedSlice: Slice? {
    guard let book = selectedBook, book.slices.indices.contains(sliceRow(of: book)) else { return nil }
    return book.slices[book.timeline[sliceRow(of: book)]]
  }

  /// The row of the timeline: the trader's, or the newest slice that is no longer to come.
  func sliceRow(of book: ParentBook) -> Int {
    if let sliceCursor { return max(0, min(sliceCursor, book.slices.count - 1)) }
    guard let next = book.nextPending else { return book.slices.count - 1 }
    var row = (book.timeline.firstIndex(of: next.number) ?? 0) - 1
    // What a replan replaced stands beside what took its place, and is not news.
    while row > 0, book.slices[book.timeline[row]].rest == .moved { row -= 1 }
    return max(0, row)
  }

  /// The first order whose outcome nobody knows: of the selected slice, the selected parent, the desk.
  var unknownSlice: Slice? {
    if let slice = selectedSlice, slice.status == .unknown { return slice }
    let books = [selectedBook].compactMap { $0 } + (desk?.books ?? [])
    for book in books where book.shares.unknown > .zero {
      if let slice = book.slices.first(where: { $0.status == .unknown }) { return slice }
    }
    return nil
  }

  mutating func say(_ text: SafeText) { notice = Notice(text: text, isRefusal: false) }
  mutating func refuse(_ text: SafeText) { notice = Notice(text: text, isRefusal: true) }
}
