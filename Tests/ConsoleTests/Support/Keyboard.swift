import DeskModel
import SlicingCore
import Terminal

@testable import Console

/// Drives a console key by key; every key comes half a second after the one before, unless said otherwise.
struct Keyboard {
  var state: ConsoleState
  private(set) var milliseconds: Int64 = 10_000
  /// Everything that came out, in order.
  private(set) var commands: [ConsoleCommand] = []

  init(_ state: ConsoleState) { self.state = state }
  init(_ fixture: Fixture) { state = fixture.console() }

  @discardableResult
  mutating func press(_ keys: Key..., after pause: Int64 = 500) -> [ConsoleCommand] {
    var out: [ConsoleCommand] = []
    for key in keys {
      milliseconds += pause
      out += state.take(key, at: milliseconds)
    }
    commands += out
    return out
  }

  @discardableResult
  mutating func type(_ text: String, after pause: Int64 = 500) -> [ConsoleCommand] {
    text.flatMap { press(.char($0), after: pause) }
  }

  /// The commands that reach the desk.
  var deskCommands: [DeskCommand] {
    commands.compactMap { if case .desk(let command) = $0 { command } else { nil } }
  }

  var topDialog: (any Dialog)? { state.dialogs.last?.dialog }
  var notice: String? { state.notice?.text.string }

  func screen(_ width: Int = 80, _ height: Int = 24) -> String {
    view(state, size: TerminalSize(width: width, height: height)).buffer.plainText()
  }
}

extension ConsoleState {
  /// As on a machine that never stands still: a key is read when it is pressed, and what it opens is on the
  /// screen at once.
  mutating func take(_ key: Key, at milliseconds: Int64) -> [ConsoleCommand] {
    let commands = update(.key(key, KeyTime(earliest: milliseconds, latest: milliseconds)))
    return unshownDialog.map { commands + update(.shown($0, atMilliseconds: milliseconds)) } ?? commands
  }
}

extension Keyboard {
  /// A console with an order in its form.
  static func entering(_ line: String, _ fixture: Fixture = Fixture()) -> Keyboard {
    var keyboard = Keyboard(fixture)
    keyboard.press(.char("n"))
    let draft = OrderLine.draft(line)
    for field in DraftField.allCases {
      keyboard.type(draft[field])
      if field != DraftField.allCases.last { keyboard.press(.tab) }
    }
    return keyboard
  }
}
