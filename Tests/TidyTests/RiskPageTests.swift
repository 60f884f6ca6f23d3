import Foundation
import Testing

/// The page for a risk officer names the suites that show each control; a name that is none shows nothing.
@Suite struct RiskPageTests {
  @Test func everySuiteThatThePageNamesExists() throws {
    let suites = try SourceTree.swiftFiles(under: "Tests").flatMap(\.lines).compactMap { line in
      line.firstMatch(of: /\b(?:struct|class) (\w+Tests)\b/).map { String($0.1) }
    }
    let named = try SourceTree.text("docs/RISK.md").matches(of: /`(\w+Tests)`/).map { String($0.1) }
    #expect(named.count > 20, "the page names its suites otherwise")
    for name in Set(named).subtracting(suites).sorted() { Issue.record("docs/RISK.md names \(name)") }
  }
}
