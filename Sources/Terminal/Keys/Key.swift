/// What the trader pressed, pasted or clicked.
public enum Key: Hashable, Sendable {
  /// A character that was typed.
  case char(Character)
  /// A letter or sign with Ctrl; letters are lower case.
  case ctrl(Character)
  /// A character with Alt.
  case alt(Character)
  /// Enter or Return.
  case enter
  /// Escape, alone.
  case escape
  /// Tab.
  case tab
  /// Shift and Tab.
  case backTab
  /// Cursor up.
  case up
  /// Cursor down.
  case down
  /// Cursor left.
  case left
  /// Cursor right.
  case right
  /// Home.
  case home
  /// End.
  case end
  /// Page up.
  case pageUp
  /// Page down.
  case pageDown
  /// Insert.
  case insert
  /// Delete, to the right.
  case delete
  /// Backspace.
  case backspace
  /// A function key, from 1.
  case function(Int)
  /// A key that is not a character, with Shift, Alt or Ctrl. `F12` never comes this way: whatever is held
  /// with it, it halts.
  indirect case modified(Key, KeyModifiers)
  /// Text that was pasted: its first line, 64 characters at most, without control characters.
  case paste(String)
  /// Follows a `paste` of which something was left out.
  case pasteCut
  /// A click or a turn of the wheel.
  case mouse(MouseEvent)
  /// The terminal's window got the focus.
  case focusGained
  /// The terminal's window lost the focus.
  case focusLost

  /// Whether this is one of the two keys that halt everything, Ctrl-K and F12.
  public var isHalt: Bool {
    switch self {
    case .ctrl("k"), .function(12): true
    default: false
    }
  }
}

/// Keys held with another one.
public struct KeyModifiers: OptionSet, Hashable, Sendable {
  /// One bit for each, as terminals number them.
  public let rawValue: UInt8

  /// A set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Shift.
  public static let shift = KeyModifiers(rawValue: 1)
  /// Alt.
  public static let alt = KeyModifiers(rawValue: 2)
  /// Ctrl.
  public static let control = KeyModifiers(rawValue: 4)
}

/// A click or a turn of the wheel; it may select and never decides anything.
public struct MouseEvent: Hashable, Sendable {
  /// What the mouse did.
  public enum Action: Hashable, Sendable {
    /// A button went down.
    case press
    /// A button came up.
    case release
    /// The mouse moved with a button down.
    case drag
    /// The wheel turned away from the user.
    case wheelUp
    /// The wheel turned towards the user.
    case wheelDown
  }

  /// What the mouse did.
  public let action: Action
  /// 0 left, 1 middle, 2 right.
  public let button: Int
  /// The cell; the first is 0, 0.
  public let position: CellPosition
  /// Keys held.
  public let modifiers: KeyModifiers

  /// An event, for tests and the decoder.
  public init(action: Action, button: Int = 0, position: CellPosition, modifiers: KeyModifiers = []) {
    self.action = action
    self.button = button
    self.position = position
    self.modifiers = modifiers
  }
}
