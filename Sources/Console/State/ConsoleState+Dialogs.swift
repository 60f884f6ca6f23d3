internal import Terminal

/// The one place where keys reach a dialog, and where they are thrown away.
extension ConsoleState {
  /// Every dialog is about a desk; before the first snapshot there is none.
  mutating func open(_ dialog: any Dialog, _ press: Press) {
    guard snapshot != nil else { return refuse("the desk is not ready yet") }
    dialogs.append(number(dialog, openedBy: press.key))
  }

  mutating func number(_ dialog: any Dialog, openedBy key: Key) -> OpenDialog {
    dialogsOpened += 1
    return OpenDialog(dialog: dialog, number: dialogsOpened, openedBy: key)
  }

  /// The dialog that takes the keys, where it is one that must have been seen: whoever draws says when it is
  /// on the terminal, and until then it is deaf. Nil where that is so, or nobody needs to know.
  public var unshownDialog: Int? {
    dialogs.last.flatMap { $0.dialog.addsRisk && $0.unreadUntil == nil ? $0.number : nil }
  }

  /// Until when that dialog is deaf once it is shown: the keyboard has to be looked at then, or else no key
  /// is known to have been pressed after it.
  public var unreadUntilMilliseconds: Int64? {
    dialogs.last.flatMap { $0.dialog.addsRisk ? $0.unreadUntil : nil }
  }

  mutating func dialogKey(_ key: Key, at time: KeyTime) -> [ConsoleCommand] {
    guard let open = dialogs.last, let context = dialogContext else { return [] }
    // Out is always possible, however fast.
    if key == .escape || key == .ctrl("c") {
      dialogs.removeLast()
      return []
    }
    if key == .ctrl("l") || key == .ctrl("z") { return bound(key, in: [.everywhere], at: time) }
    if open.dialog.addsRisk, dialogs[dialogs.count - 1].isUnread(at: time) { return [] }
    if var field = open.dialog.field, field.edit(key) {
      dialogs[dialogs.count - 1].dialog.field = field
      return []
    }
    if isMuted(key, in: open) { return [] }
    guard case .dialog(let action)? = BindingTable.binding(for: key, in: [.dialogs])?.action else {
      if open.dialog.isForReading, key == .char("q") { dialogs.removeLast() }
      return []
    }
    if open.dialog.addsRisk, DialogFrame(open.dialog, context, size: size)?.isWhole != true {
      refuse("the terminal is too small to confirm this")
      return []
    }
    let outcome = dialogs[dialogs.count - 1].dialog.perform(action, context)
    return carryOut(outcome, Press(key: key))
  }

  /// The key that opened a dialog, still down or pressed twice by mistake, and Space. Enter is left to the
  /// dialogs: it confirms a paper review and what was typed word for word, and elsewhere no dialog listens to
  /// it.
  private func isMuted(_ key: Key, in open: OpenDialog) -> Bool {
    if open.dialog.isForReading { return false }
    return key == .char(" ") || (key == open.openedBy && key != .enter)
  }

  private mutating func carryOut(_ outcome: DialogOutcome, _ press: Press) -> [ConsoleCommand] {
    switch outcome {
    case .stay: break
    case .close: dialogs.removeLast()
    case .refuse(let reason): refuse(reason)
    case .dismiss(let reason):
      dialogs.removeLast()
      refuse(reason)
    case .replace(let dialog):
      dialogs.removeLast()
      open(dialog, press)
    case .open(let dialog): open(dialog, press)
    case .select(let id):
      dialogs.removeLast()
      filter = ""
      select(id)
      focus = .orders
    case .send(let commands):
      dialogs.removeLast()
      for case .desk(let command) in commands { announce(command) }
      for case .acknowledgeAlerts(let number) in commands { alertsSeen = max(alertsSeen, number) }
      return commands
    }
    return []
  }
}
