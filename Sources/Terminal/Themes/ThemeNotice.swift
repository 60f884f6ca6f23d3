/// Something in a theme file that could not be followed. Never a reason not to start.
public struct ThemeNotice: Hashable, Sendable {
  /// What was wrong.
  public enum Problem: Hashable, Sendable {
    /// No such file in any folder that was searched.
    case notFound
    /// The file is there and can't be read, or is absurdly large.
    case unreadable(String)
    /// It is not TOML; the parser's words.
    case syntax(String)
    /// A key that means nothing here.
    case unknownKey(String)
    /// A colour that is neither in the palette nor one of the sixteen.
    case unknownColor(String)
    /// A key whose value has the wrong form, and the form it should have.
    case badValue(key: String, expected: String)
    /// Themes that inherit from each other in a circle.
    case cycle([String])
  }

  /// The file, or the name asked for.
  public let source: String
  /// The line, where one is known; the first line is 1.
  public let line: Int?
  /// What was wrong.
  public let problem: Problem

  init(source: String, line: Int? = nil, problem: Problem) {
    self.source = source
    self.line = line
    self.problem = problem
  }

  /// Whether the default theme stands in for the one asked for.
  public var usesDefault: Bool {
    switch problem {
    case .notFound, .unreadable, .syntax, .cycle: true
    case .unknownKey, .unknownColor, .badValue: false
    }
  }

  /// One line for the log and the screen.
  public var message: SafeText {
    let place: SafeText = line.map { "\(source):\($0): " } ?? "\(source): "
    let consequence: SafeText = usesDefault ? "; using the default theme" : ""
    return "theme " + place + words + consequence
  }

  private var words: SafeText {
    switch problem {
    case .notFound: "no such theme"
    case .unreadable(let reason): "can't be read: \(reason)"
    case .syntax(let reason): "not valid TOML: \(reason)"
    case .unknownKey(let key): "unknown key '\(key)'"
    case .unknownColor(let name): "unknown colour '\(name)'"
    case .badValue(let key, let expected): "'\(key)' should be \(expected)"
    case .cycle(let names): "inherits from itself: \(names.joined(separator: " > "))"
    }
  }
}
