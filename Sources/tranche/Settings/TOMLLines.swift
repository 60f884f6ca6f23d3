/// Finds the line of a key in TOML text: the parser tells lines of syntax errors only.
struct TOMLLines {
  private var lines: [[String]: Int] = [:]

  init(_ text: String) {
    var table: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("[") {
        table = TOMLLines.parts(line.drop { $0 == "[" }.prefix { $0 != "]" })
        note(table, index + 1)
      } else if !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
        note(table + TOMLLines.parts(line[..<equals]), index + 1)
      }
    }
  }

  /// The line of a key, or of the inline table that holds it.
  func line(of path: [String]) -> Int? {
    var path = path
    while !path.isEmpty {
      if let line = lines[path] { return line }
      path.removeLast()
    }
    return nil
  }

  private mutating func note(_ path: [String], _ line: Int) {
    if lines[path] == nil { lines[path] = line }
  }

  private static func parts(_ key: Substring) -> [String] {
    key.split(separator: ".").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" } }
  }
}
