import Foundation
import Testing

/// What a failing test case leaves to read: its screens, what its programs printed, and the last events of
/// its databases, as they were when its first expectation failed. One run is to be enough to know why.
///
/// Whatever a case starts or opens files itself here as it is made (`Running`, `PtyProgram`, `Pane`,
/// `Scratch`), with what shows it. It is asked only by a case that fails, and may be long gone by then: what
/// it needs, it keeps.
final class Evidence: Sendable {
  @TaskLocal private static var current: Evidence?

  private struct Exhibit {
    let name: String
    let show: @Sendable () -> String
  }

  /// Safe because every access holds the lock.
  private nonisolated(unsafe) var exhibits: [Exhibit] = []
  private nonisolated(unsafe) var wasGiven = false
  private let lock = NSLock()

  /// Files something of the case that runs now.
  static func file(_ name: String, _ show: @escaping @Sendable () -> String) {
    guard let current else { return }
    current.lock.withLock { current.exhibits.append(Exhibit(name: name, show: show)) }
  }

  /// Runs a case; its first issue says what was filed, and so does an error that ends it.
  static func isGiven(
    for test: Test, _ testCase: Test.Case?, by function: @Sendable () async throws -> Void
  ) async throws {
    let evidence = Evidence()
    let handler = IssueHandlingTrait.compactMapIssues { issue in
      guard issue.severity == .error, let words = evidence.take() else { return issue }
      var issue = issue
      issue.comments.append(Comment(rawValue: words))
      return issue
    }
    try await $current.withValue(evidence) {
      try await handler.provideScope(for: test, testCase: testCase) {
        do {
          try await function()
        } catch {
          // What is thrown is recorded outside of every scope.
          if let words = evidence.take() { print("\(test.name) threw \(error)\n\(words)") }
          throw error
        }
      }
    }
  }

  /// Everything once.
  private func take() -> String? {
    let filed: [Exhibit] = lock.withLock {
      defer { wasGiven = true }
      return wasGiven ? [] : exhibits
    }
    let shown = filed.map { ($0.name, $0.show()) }.filter { !$0.1.isEmpty }
    guard !shown.isEmpty else { return nil }
    return shown.map { "── \($0)\n\($1)" }.joined(separator: "\n")
  }

  /// The last lines of a file; nothing where there is none.
  static func tail(_ path: String, lines: Int) -> String {
    guard let data = FileManager.default.contents(atPath: path) else { return "" }
    // Enough for the lines that are shown.
    let text = String(decoding: data.suffix(64 * 1024), as: UTF8.self)
    return text.split(separator: "\n").suffix(lines).map { $0.prefix(400) }.joined(separator: "\n")
  }
}
