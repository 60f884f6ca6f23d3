internal import SlicingCore
internal import Terminal

/// The order form: a text for each field, and what they come to.
///
/// What it shows is provisional; the plan is made when the order is confirmed.
struct OrderEntry: Sendable {
  private var fields: [DraftField: TextField] = [:]
  var focus = DraftField.side
  /// Wrong once `Enter` was tried; before, an empty field is not an error but a field to come.
  var isChecked = false
  private(set) var result: DraftResult
  /// Nil while the fields are no order.
  private(set) var preview: Result<OrderPreview, Refusal>?
  private(set) var previewedAt: Instant?
  /// Orders entered here, oldest first.
  private(set) var history: [OrderDraft] = []
  private var recalled: Int?
  /// Sent to the desk and not answered: a second Enter must not send it again.
  var awaiting: OrderRequest?

  static let historyLimit = 50

  init() { result = OrderDraft().validate() }

  var draft: OrderDraft {
    var draft = OrderDraft()
    for (field, text) in fields { draft[field] = text.text }
    return draft
  }

  var isEmpty: Bool { fields.values.allSatisfy { $0.text.isEmpty } }
  var request: OrderRequest? { result.request }

  subscript(field: DraftField) -> TextField {
    get { fields[field] ?? TextField() }
    set { fields[field] = newValue }
  }

  /// The symbol being typed, once it could be one.
  var symbol: Symbol? { Symbol(self[.symbol].text) }

  /// What keeps the order from going, field by field; missing ones only once Enter was tried.
  var errors: [DraftErrors.Entry] {
    result.errors.inOrder.filter { entry in
      if case .missing(let field) = entry.error { return isChecked && self[field].text.isEmpty }
      return true
    }
  }

  /// Takes a key that edits the focused field.
  mutating func edit(_ key: Key) -> Bool {
    var field = self[focus]
    guard field.edit(key) else { return false }
    self[focus] = field
    recalled = nil
    result = draft.validate()
    return true
  }

  mutating func paste(_ text: String) {
    self[focus].insert(text)
    result = draft.validate()
  }

  mutating func set(_ draft: OrderDraft) {
    for field in DraftField.allCases { self[field] = TextField(draft[field]) }
    result = draft.validate()
  }

  mutating func clear() {
    fields = [:]
    isChecked = false
    recalled = nil
    focus = .side
    preview = nil
    result = OrderDraft().validate()
  }

  /// Asks the desk what would happen if the order were confirmed now.
  mutating func refreshPreview(_ desk: Desk?, _ pastClose: PastClose, at now: Instant) {
    previewedAt = now
    guard let desk, let request else {
      preview = nil
      return
    }
    preview = desk.preview(request, repeatNumber: 1, pastClose: pastClose, at: now)
  }

  mutating func remember(_ request: OrderRequest) {
    let draft = OrderDraft(request)
    history.removeAll { $0 == draft }
    history.append(draft)
    history.removeFirst(max(0, history.count - Self.historyLimit))
  }

  /// Puts an earlier (−1) or later (+1) order into the form; past the newest the form is empty again.
  mutating func recall(_ step: Int) -> Bool {
    let place = (recalled ?? history.count) + step
    guard place >= 0, place <= history.count else { return false }
    if place == history.count { clear() } else { set(history[place]) }
    recalled = place
    return true
  }

  /// The next field in the order of the form; nil past its ends.
  func field(after step: Int) -> DraftField? {
    let all = DraftField.allCases
    guard let index = all.firstIndex(of: focus), all.indices.contains(index + step) else { return nil }
    return all[index + step]
  }
}
