internal import TOMLKit

/// Turns the text of a theme file into a document and a notice for each thing that it can't use.
///
/// Not `Codable`: the decoder stops at the first mistake and knows no lines, while a trader who misspells one
/// key wants the other twenty-four, and the line of the one.
struct ThemeParser {
  private let source: String
  private let lines: [Substring]
  private(set) var notices: [ThemeNotice] = []

  /// - Parameter source: what notices call the file.
  init(text: String, source: String) {
    self.source = source
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Nil if the text isn't TOML at all.
  mutating func parse() -> ThemeDocument? {
    // The library reads as far as a zero byte and would take the rest for absent.
    if let line = lines.firstIndex(where: { $0.utf8.contains(0) }) {
      notices.append(ThemeNotice(source: source, line: line + 1, problem: .syntax("holds a zero byte")))
      return nil
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: lines.joined(separator: "\n"))
    } catch let error as TOMLParseError {
      notices.append(
        ThemeNotice(source: source, line: error.source.begin.line, problem: .syntax(error.description)))
      return nil
    } catch {
      notices.append(ThemeNotice(source: source, problem: .syntax("\(error)")))
      return nil
    }
    return read(table)
  }

  private mutating func read(_ table: TOMLTable) -> ThemeDocument {
    var document = ThemeDocument()
    for key in table.keys.sorted() {
      switch key {
      case "inherits": document.inherits = text(table[key], key: key, expected: "the name of a theme")
      case "palette": readPalette(table[key]?.table, into: &document)
      default:
        guard let role = Role(rawValue: key) else {
          report(.unknownKey(key), key: key)
          continue
        }
        if let look = look(table[key], key: key) { document.looks[role] = look }
      }
    }
    return document
  }

  private mutating func readPalette(_ table: TOMLTable?, into document: inout ThemeDocument) {
    guard let table else { return report(.badValue(key: "palette", expected: "a table"), key: "palette") }
    for name in table.keys.sorted() {
      if let color = color(table[name], key: name) { document.palette[name] = color }
    }
  }

  /// `"red"`, or `{ ansi = "red", index = 160, rgb = "#d70000" }` with `ansi` never missing.
  private mutating func color(_ value: (any TOMLValueConvertible)?, key: String) -> ThemeColor? {
    let expected = "\"red\" or { ansi = \"red\", index = 160, rgb = \"#d70000\" }"
    if let name = value?.string {
      if let color = ThemeColor(name: name) { return color }
      report(.unknownColor(name), key: key)
      return nil
    }
    guard let table = value?.table, let ansi = table["ansi"]?.string else {
      report(.badValue(key: key, expected: expected), key: key)
      return nil
    }
    guard var color = ThemeColor(name: ansi) else {
      report(.unknownColor(ansi), key: key)
      return nil
    }
    for part in table.keys.sorted() where part != "ansi" {
      refine(&color, part: part, value: table[part], key: key)
    }
    return color
  }

  private mutating func refine(
    _ color: inout ThemeColor, part: String, value: (any TOMLValueConvertible)?, key: String
  ) {
    switch part {
    case "index":
      guard let index = value?.int, (0...255).contains(index) else {
        return report(.badValue(key: "\(key).index", expected: "a number from 0 to 255"), key: key)
      }
      color.indexed = index
    case "rgb":
      guard let text = value?.string, text.utf8.count == 7, text.first == "#",
        let rgb = Int(text.dropFirst(), radix: 16), rgb >= 0
      else { return report(.badValue(key: "\(key).rgb", expected: "\"#rrggbb\""), key: key) }
      color.rgb = rgb
    default: report(.unknownKey("\(key).\(part)"), key: key)
    }
  }

  /// `"name"`, or `{ fg = "name", bg = "name", bold = true, … }`.
  private mutating func look(
    _ value: (any TOMLValueConvertible)?, key: String
  ) -> ThemeDocument.LookSpec? {
    var look = ThemeDocument.LookSpec(source: source, line: line(of: key))
    if let name = value?.string {
      look.foreground = name
      return look
    }
    guard let table = value?.table else {
      report(.badValue(key: key, expected: "a colour or { fg = …, bg = …, bold = true }"), key: key)
      return nil
    }
    for part in table.keys.sorted() { readPart(part, of: table, key: key, into: &look) }
    return look
  }

  private mutating func readPart(
    _ part: String, of table: TOMLTable, key: String, into look: inout ThemeDocument.LookSpec
  ) {
    let attributes: [String: Attributes] = [
      "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse, "italic": .italic,
    ]
    if part == "fg" || part == "bg" {
      let name = text(table[part], key: key, expected: "the name of a colour")
      if part == "fg" { look.foreground = name } else { look.background = name }
    } else if let attribute = attributes[part] {
      guard let on = table[part]?.bool else {
        return report(.badValue(key: "\(key).\(part)", expected: "true or false"), key: key)
      }
      if on { look.attributes.insert(attribute) }
    } else {
      report(.unknownKey("\(key).\(part)"), key: key)
    }
  }

  private mutating func text(
    _ value: (any TOMLValueConvertible)?, key: String, expected: String
  ) -> String? {
    if let text = value?.string { return text }
    report(.badValue(key: key, expected: expected), key: key)
    return nil
  }

  private mutating func report(_ problem: ThemeNotice.Problem, key: String) {
    notices.append(ThemeNotice(source: source, line: line(of: key), problem: problem))
  }

  /// The line where a key stands. The library keeps no positions of what it has understood, so the text is
  /// searched: first for `key =` or `"key" =`, then for a table header, then for the bare word.
  private func line(of key: String) -> Int? {
    let assigns = { (line: Substring) in
      let left = line.prefix { $0 != "=" }
      let name = left.drop { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "'" }
      let tail = name.dropFirst(key.count)
      return left.count < line.count && name.hasPrefix(key) && tail.allSatisfy { " \t\"'.".contains($0) }
    }
    let index =
      lines.firstIndex(where: assigns)
      ?? lines.firstIndex { $0.hasPrefix("[") && $0.contains(key) }
      ?? lines.firstIndex { !$0.hasPrefix("#") && $0.contains(key) }
    return index.map { $0 + 1 }
  }
}
