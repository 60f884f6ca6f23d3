/// Finds a theme's file, follows what it inherits, and puts the documents over each other.
struct ThemeLoader {
  /// How many files one theme may inherit through: more is a mistake, not a design.
  static let depthMax = 8

  let searchPath: [String]
  private(set) var notices: [ThemeNotice] = []

  init(searchPath: [String]) { self.searchPath = searchPath }

  /// Never fails: what can't be used is told in the notices, and the default theme stands in.
  mutating func load(_ nameOrPath: String) -> Theme {
    guard let document = document(nameOrPath, below: []) else { return .default }
    var found: [ThemeNotice] = []
    let theme = Theme(name: Self.stem(nameOrPath), document: document) { found.append($0) }
    notices += found
    return theme
  }

  /// The document with everything it inherits, or nil if any of it is unusable.
  private mutating func document(_ name: String, below children: [String]) -> ThemeDocument? {
    if children.contains(name) || children.count >= Self.depthMax {
      notices.append(ThemeNotice(source: children.first ?? name, problem: .cycle(children + [name])))
      return nil
    }
    guard let path = find(name) else {
      if name == Theme.default.name { return .builtIn }
      notices.append(ThemeNotice(source: name, problem: .notFound))
      return nil
    }
    guard let own = read(path) else { return nil }
    guard let parent = own.inherits else { return ThemeDocument.builtIn.overlaid(by: own) }
    return document(parent, below: children + [name])?.overlaid(by: own)
  }

  private mutating func read(_ path: String) -> ThemeDocument? {
    let text: String
    do {
      text = try SmallFile.read(path)
    } catch {
      notices.append(ThemeNotice(source: path, problem: .unreadable(error.reason)))
      return nil
    }
    var parser = ThemeParser(text: text, source: path)
    let document = parser.parse()
    notices += parser.notices
    return document
  }

  private func find(_ name: String) -> String? {
    if Self.isPath(name) { return SmallFile.exists(name) ? name : nil }
    return searchPath.lazy.map { "\($0)/\(name).toml" }.first { SmallFile.exists($0) }
  }

  static func isPath(_ name: String) -> Bool { name.contains("/") || name.hasSuffix(".toml") }

  private static func stem(_ name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
  }
}
