import Foundation
import Testing

/// Properties of the code itself that no compiler checks.
@Suite struct StyleTests {
  @Test func theCoreIsPure() throws {
    let banned = [
      "import Foundation", "import Glibc", "import Dispatch", "Double", "Float", "Date()", ".random(",
      "ContinuousClock",
      "SuspendingClock", "await ", "UUID()", "hashValue", "SystemRandomNumberGenerator", "Task {",
      "Task.sleep",
    ]
    try expectNone(of: banned, under: "Sources/SlicingCore")
  }

  @Test func moneyIsNeverBinaryFloatingPoint() throws {
    for target in ["OrderStore", "Brokers", "PaperExchange", "DeskModel"] {
      try expectNone(
        of: [": Double", "-> Double", "Double(", ": Float", "Float("], under: "Sources/\(target)")
    }
  }

  @Test func nothingIsForcedOrLeftForLater() throws {
    let banned = ["try!", "as!", "TODO", "FIXME", "XXX", "fatalError("]
    try expectNone(of: banned, under: "Sources")
    try expectNone(of: ["try!", "TODO", "FIXME", ".disabled("], under: "Tests", except: "TidyTests")
  }

  @Test func everyEscapeHatchSaysWhyItIsSafe() throws {
    for file in try SourceTree.swiftFiles(under: "Sources") {
      for (number, line) in file.lines.enumerated()
      where code(line).contains("@unchecked Sendable") || code(line).contains("nonisolated(unsafe)") {
        let around = file.lines[max(0, number - 14)...min(number + 4, file.lines.count - 1)]
        let words = around.joined(separator: " ").lowercased().split { " /".contains($0) }.joined(
          separator: " ")
        #expect(words.contains("safe because"), "\(file.path):\(number + 1) does not say why it is safe")
      }
    }
  }

  @Test func filesAndLinesStayShort() throws {
    for folder in ["Sources", "Tests"] {
      for file in try SourceTree.swiftFiles(under: folder) {
        #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
        for number in overlong(file) {
          Issue.record("\(file.path):\(number) has \(file.lines[number - 1].count) columns")
        }
      }
    }
  }

  @Test func functionsStayShort() throws {
    for file in try SourceTree.swiftFiles(under: "Sources") {
      for (name, start, length) in functions(file) where length > 70 {
        Issue.record("\(file.path):\(start) \(name) has \(length) lines")
      }
    }
  }

  @Test func theTopLevelHoldsNothingElse() throws {
    let agreed: Set<String> = [
      "Package.swift", "Sources", "Tests", "themes", "docs", "README.md", ".ci", ".gitignore",
      ".swift-format", ".git",
      "Package.resolved",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: SourceTree.top.path)
    for name in found where !agreed.contains(name) && !name.hasPrefix(".build") && name != ".swiftpm" {
      Issue.record("\(name) does not belong at the top level")
    }
  }

  @Test func theCodeMapNamesEveryFolder() throws {
    let map = try SourceTree.text("docs/ARCHITECTURE.md")
    let folders = Set(
      try SourceTree.swiftFiles(under: "Sources").map { file in
        file.path.split(separator: "/").dropFirst().dropLast().prefix(2).joined(separator: "/")
      })
    #expect(folders.count > 20)
    for folder in folders.sorted() {
      let name = folder.split(separator: "/").last.map(String.init) ?? folder
      #expect(
        map.contains("`\(name)`") || map.contains("`\(name)/`"),
        "docs/ARCHITECTURE.md does not name \(folder)")
    }
  }

  // MARK: Reading code

  /// A page that names a test as its proof must not outlive it.
  @Test func testsNamedInTheDocumentsExist() throws {
    let all = try SourceTree.swiftFiles(under: "Tests").flatMap(\.lines).joined(separator: "\n")
    let pages = ["docs/RELIABILITY.md", "docs/OPERATING.md", "docs/ARCHITECTURE.md"]
    for page in pages {
      for word in try SourceTree.text(page).split(separator: "`") where word.hasSuffix("Tests") {
        guard word.allSatisfy(\.isLetter) else { continue }
        #expect(all.contains("struct \(word) "), "\(page) names \(word)")
      }
    }
  }

  private func expectNone(of banned: [String], under folder: String, except: String? = nil) throws {
    for file in try SourceTree.swiftFiles(under: folder) where except.map({ !file.path.contains($0) }) ?? true
    {
      for (number, line) in file.lines.enumerated() {
        for word in banned where code(line).contains(word) {
          Issue.record("\(file.path):\(number + 1) has \(word)")
        }
      }
    }
  }

  /// Numbers of the lines over 110 columns. A sentence for people and a statement of SQL are not broken to
  /// fit: what stands in a string literal may go on to 140.
  private func overlong(_ file: SourceTree.File) -> [Int] {
    var isInLiteral = false
    return file.lines.enumerated().compactMap { number, line in
      let hasLiteral = isInLiteral || code(line).contains("\"\"")
      if line.components(separatedBy: "\"\"\"").count.isMultiple(of: 2) { isInLiteral.toggle() }
      return line.count > (hasLiteral ? 140 : 110) ? number + 1 : nil
    }
  }

  /// The line without its comment and its string literals.
  private func code(_ line: String) -> String {
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    let bare = parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(
      separator: "\"\"")
    return bare.range(of: "//").map { String(bare[..<$0.lowerBound]) } ?? bare
  }

  /// Functions and initialisers by brace matching: name, first line, number of lines.
  private func functions(_ file: SourceTree.File) -> [(String, Int, Int)] {
    var found: [(String, Int, Int)] = []
    var open: [(name: String, line: Int, depth: Int)] = []
    var depth = 0
    for (number, line) in file.lines.enumerated() {
      let bare = code(line)
      if bare.contains("func ") || bare.contains(" init(") {
        open.append((bare.trimmingCharacters(in: .whitespaces), number + 1, depth))
      }
      depth += bare.count { $0 == "{" } - bare.count { $0 == "}" }
      while let last = open.last, depth <= last.depth, bare.contains("}") {
        found.append((last.name, last.line, number + 2 - last.line))
        open.removeLast()
      }
    }
    return found
  }
}
