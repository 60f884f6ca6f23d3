/// The switches of the terminal itself that ncurses does not know, and the way back from all of them.
enum TerminalModes {
  /// Bracketed paste.
  static let on: StaticString = "\u{1B}[?2004h"
  /// Clicks and the wheel, reported in the form that has no limit at column 223.
  static let mouseOn: StaticString = "\u{1B}[?1000h\u{1B}[?1006h"
  /// The two above, off.
  static let off: StaticString = "\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
  /// Everything that could be on, off: for the way out where ncurses can't be asked any more.
  static let restore: StaticString = """
    \u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l\
    \u{1B}[?1049l\u{1B}[?25h\u{1B}[?1l\u{1B}>\u{1B}[0m
    """

  static func bytes(_ text: StaticString) -> [UInt8] { text.withUTF8Buffer { Array($0) } }
}
