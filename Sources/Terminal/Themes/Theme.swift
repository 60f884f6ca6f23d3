/// The look of every role.
public struct Theme: Hashable, Sendable {
  /// What the trader calls it: the file's name without its ending.
  public let name: String
  private var looks: [Role: Look]

  /// The built-in theme, which needs no file. `themes/default.toml` says the same; a test compares them.
  public static let `default` = Theme(name: "default", document: .builtIn, notices: nil)

  /// The look of a role.
  public subscript(role: Role) -> Look { looks[role] ?? Look() }

  /// The same theme for a terminal without colours, or one where `NO_COLOR` asks for none.
  ///
  /// A background is what marks some states, so a role that has one is reversed instead.
  public func withoutColor() -> Theme {
    var plain = self
    plain.looks = looks.mapValues { look in
      let marked = look.background != .terminal
      return Look(attributes: marked ? look.attributes.union(.reverse) : look.attributes)
    }
    return plain
  }

  /// Resolves the colour names of a document; a name that means nothing becomes a notice.
  init(name: String, document: ThemeDocument, notices: ((ThemeNotice) -> Void)?) {
    self.name = name
    looks = [:]
    for role in Role.allCases {
      guard let spec = document.looks[role] else { continue }
      let color = { (named: String?) -> ThemeColor in
        guard let named else { return .terminal }
        if let color = document.palette[named] ?? ThemeColor(name: named) { return color }
        notices?(ThemeNotice(source: spec.source, line: spec.line, problem: .unknownColor(named)))
        return .terminal
      }
      looks[role] = Look(
        foreground: color(spec.foreground), background: color(spec.background), attributes: spec.attributes)
    }
  }
}
