internal import SlicingCore
internal import Terminal

/// A question to the trader, or a list to read.
///
/// Every dialog freezes the ids it is about when it opens and checks them again when it is confirmed; what it
/// shows may be as old as the last snapshot. The keys that are thrown away in dangerous dialogs are thrown
/// away in one place, `ConsoleState.dialogKey`, so that no dialog can forget to.
protocol Dialog: Sendable {
  var title: SafeText { get }
  /// Confirming it can lead to more shares in the market, so nothing typed before it can be read counts.
  var addsRisk: Bool { get }
  /// It only shows something: Enter and the key that opened it may close it.
  var isForReading: Bool { get }
  /// The text field that takes what is typed now.
  var field: TextField? { get set }
  /// Whether a paste may go into that field; never into one whose text is the confirmation.
  var takesPaste: Bool { get }
  /// The rows, at most `width` wide.
  func body(_ context: DialogContext, width: Int) -> DialogBody
  /// What a key does that no field took.
  mutating func perform(_ action: DialogAction, _ context: DialogContext) -> DialogOutcome
  /// A newer state of the desk arrived.
  mutating func refresh(_ context: DialogContext)
}

extension Dialog {
  var addsRisk: Bool { false }
  var isForReading: Bool { false }
  var field: TextField? {
    get { nil }
    set {}
  }
  var takesPaste: Bool { false }
  mutating func refresh(_ context: DialogContext) {}
}

/// What dialogs may look at.
struct DialogContext: Sendable {
  let desk: Desk
  let now: Instant
  let isLive: Bool
  let leftover: LeftoverRule
  let pastClose: PastClose
  /// Rows a list inside a dialog may take.
  let rows: Int
}

/// The rows of a dialog, and where the cursor stands among them.
struct DialogBody: Sendable {
  var lines: [TextLine] = []
  var cursor: CellPosition?

  mutating func add(_ line: TextLine) { lines.append(line) }

  /// A text over as many rows as it needs.
  mutating func add(_ text: SafeText, _ role: Role = .text, width: Int) {
    for line in text.wrapped(to: width) { lines.append(TextLine(line, role)) }
  }

  /// `label [text        ]`, with the cursor if this field takes what is typed.
  mutating func add(field: TextField, label: SafeText, columns: Int, isFocused: Bool) {
    let window = field.window(width: columns)
    let text = isFocused ? window.text : field.shown(width: columns)
    lines.append(
      TextLine(label + " ", .textDim).then(text.padded(to: columns), isFocused ? .field : .textDim))
    if isFocused { cursor = CellPosition(x: label.width + 1 + window.cursor, y: lines.count - 1) }
  }

  /// The last row: the safe answer first and marked, for it has the focus.
  mutating func addAnswers(safe: SafeText, danger: SafeText?) {
    var line = TextLine(" Esc  " + safe + " ", .selection)
    if let danger { line = line.then("   ").then(danger, .textStrong) }
    lines.append(line)
  }
}

/// What a dialog wants done.
enum DialogOutcome: Sendable {
  /// Nothing, or only a change inside.
  case stay
  case close
  /// Close and do this.
  case send([ConsoleCommand])
  /// Stay, and say why nothing was done.
  case refuse(SafeText)
  /// Close, and say why nothing was done.
  case dismiss(SafeText)
  /// Close, and let the console do this with the order selected.
  case replace(with: any Dialog)
  /// Put another dialog on top.
  case open(any Dialog)
  /// Close, and select a parent.
  case select(ClientOrderID)
}

/// A dialog on the screen, and what is needed to throw keys away.
struct OpenDialog: Sendable {
  var dialog: any Dialog
  /// Tells it from all others of this console.
  let number: Int
  let openedBy: Key
  /// Until when nobody has read it; nil while it is not on the terminal.
  private(set) var unreadUntil: Int64?

  init(dialog: any Dialog, number: Int, openedBy: Key) {
    self.dialog = dialog
    self.number = number
    self.openedBy = openedBy
  }

  /// What a hand was still typing when a dialog came up.
  static let unreadMilliseconds: Int64 = 300

  /// It is on the terminal, which it need not have been when it was opened: a screen may be slow, or frozen.
  mutating func isShown(at milliseconds: Int64) {
    unreadUntil = unreadUntil ?? milliseconds + Self.unreadMilliseconds
  }

  /// Whether a key may have come before the dialog can have been read. Keys that keep coming were not meant
  /// for it either, however long they do: a paste over a slow line is not over after 300 ms. A key that
  /// waited while the program stood still counts from before the stop, whenever it is read.
  mutating func isUnread(at time: KeyTime) -> Bool {
    guard let unreadUntil else { return true }
    guard time.earliest < unreadUntil else { return false }
    self.unreadUntil = max(unreadUntil, time.latest + Self.unreadMilliseconds)
    return true
  }
}
