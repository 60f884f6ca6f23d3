internal import Terminal

/// Choices below each other, the first of them the safe one.
struct ChoiceList<Choice: Hashable & Sendable>: Hashable, Sendable {
  let choices: [Choice]
  private(set) var row = 0

  init(_ choices: [Choice]) { self.choices = choices }

  var selected: Choice { choices[row] }

  mutating func move(_ action: DialogAction) {
    switch action {
    case .up, .previousField: row = max(0, row - 1)
    case .down, .nextField: row = min(choices.count - 1, row + 1)
    default: break
    }
  }

  /// A step that goes round.
  mutating func turn(_ step: Int) { row = (row + step + choices.count) % choices.count }

  /// A row for each choice, the selected one marked by a sign as well as by its style.
  func lines(_ text: (Choice) -> SafeText) -> [TextLine] {
    choices.enumerated().map { index, choice in
      TextLine((index == row ? "▸ " : "  ") + text(choice), index == row ? .selection : .text)
    }
  }
}
