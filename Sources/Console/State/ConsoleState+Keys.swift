internal import SlicingCore
internal import Terminal

/// Where a key goes: to the topmost dialog, to the prompt, to the form, to the panes; and then to the
/// bindings.
extension ConsoleState {
  mutating func press(_ key: Key, at time: KeyTime) -> [ConsoleCommand] {
    // The halt keys were obeyed by the input thread before they came here. They must not also be text, clear
    // a field or answer a dialog.
    if key.isHalt { return [] }
    notice = nil
    switch key {
    case .focusGained, .focusLost: return []
    case .pasteCut:
      say("the paste was cut: one line of 64 characters is the most")
      return []
    case .paste(let text):
      paste(text)
      return []
    case .mouse(let event):
      click(event)
      return []
    default: break
    }
    if !dialogs.isEmpty { return dialogKey(key, at: time) }
    if prompt != nil { return promptKey(key, at: time) }
    if focus == .entry { return formKey(key, at: time) }
    return bound(key, in: focus.places.union([.everywhere]), at: time)
  }

  /// Does what the binding table says of a key.
  mutating func bound(_ key: Key, in places: Set<Place>, at time: KeyTime) -> [ConsoleCommand] {
    guard let binding = BindingTable.binding(for: key, in: places) else { return [] }
    if let reason = binding.disabledReason(self) {
      refuse("\(binding.name): " + reason)
      return []
    }
    return perform(binding.action, Press(key: key))
  }

  /// A paste goes to the field that has the focus, and nowhere else; it never submits and never confirms.
  private mutating func paste(_ text: String) {
    if let index = dialogs.indices.last {
      guard dialogs[index].dialog.takesPaste, var field = dialogs[index].dialog.field else {
        return refuse("nothing here takes a paste")
      }
      field.insert(text)
      dialogs[index].dialog.field = field
    } else if prompt != nil {
      prompt?.field.insert(text)
    } else if focus == .entry {
      entry.paste(text)
      entry.refreshPreview(desk, options.pastClose, at: now)
    } else {
      refuse("nothing here takes a paste")
    }
  }

  private mutating func formKey(_ key: Key, at time: KeyTime) -> [ConsoleCommand] {
    // Up and Down recall orders; the field itself is one line.
    if entry.edit(key) {
      entry.refreshPreview(desk, options.pastClose, at: now)
      return []
    }
    return bound(key, in: [.everywhere, .form], at: time)
  }

  private mutating func promptKey(_ key: Key, at time: KeyTime) -> [ConsoleCommand] {
    guard let current = prompt else { return [] }
    switch key {
    case .escape, .ctrl("c"):
      if current.purpose == .filter { filter = current.before }
      prompt = nil
    case .enter:
      prompt = nil
      if current.purpose == .command {
        return run(current.field.text, Press(key: key))
      }
    case .tab:
      let vocabulary = vocabulary
      prompt?.complete(vocabulary)
    case .backspace where current.field.text.isEmpty: prompt = nil
    default:
      guard prompt?.field.edit(key) == true else { return [] }
      if current.purpose == .filter { setFilter(prompt?.field.text ?? "") }
    }
    return []
  }

  /// Narrows the blotter. The selection stays if its order is still shown, else it goes to the first that is.
  mutating func setFilter(_ text: String) {
    filter = text
    guard !shownBooks.contains(where: { $0.parent.id == selectedParent }) else { return }
    if let first = shownBooks.first { select(first.parent.id) }
  }

  private mutating func run(_ line: String, _ press: Press) -> [ConsoleCommand] {
    switch CommandLanguage.meaning(of: line) {
    case .nothing: return []
    case .unknown(let word):
      refuse("\"\(word)\" is no command; ? lists them")
      return []
    case .wrongOrder(let error, let draft):
      entry.set(draft)
      entry.isChecked = true
      entry.refreshPreview(desk, options.pastClose, at: now)
      focus = .entry
      refuse(SafeText(untrusted: error.words))
      return []
    case .order(let request):
      entry.set(OrderDraft(request))
      focus = .entry
      return review(press)
    case .act(let binding, let argument): return run(binding, argument, press)
    }
  }
}

/// The key behind an action: a dialog opened by it does not listen to it.
struct Press: Sendable, Hashable {
  let key: Key
}
