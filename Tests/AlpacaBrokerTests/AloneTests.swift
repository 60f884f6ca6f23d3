import Foundation
import Testing

/// The suites that talk over real sockets or run a desk against the clock, in processes of their own.
///
/// Other targets' tests block the few threads all asynchronous tests share, waiting for a terminal or
/// working through thousands of cases; a server or a desk inside this process then does nothing for
/// seconds, and what is measured is them. So these suites are enabled in a child only, and this test is
/// what runs them.
@Suite struct AloneTests {
  /// Which suites, and a test that shows that they were run, and not all filtered out.
  private static let children =
    [
      ("DeskModelTests", "aHaltStopsEverythingAndSurvives()"),
      ("BrokersTests.PaperBrokerTests", "acceptedThenFilledThenDone()"),
    ] + overSockets

  #if NETWORK
    private static let overSockets = [
      ("AlpacaBrokerTests", "anOrderIsAcceptedAndFills()"),
      ("VenueServerTests.ConformanceTests", "alpacasOwnClientFindsTheVenueRight()"),
    ]
  #else
    private static let overSockets: [(String, String)] = []
  #endif

  /// In seconds. The longest takes two minutes.
  private static let limit = 20 * 60.0

  @Test(
    .enabled(if: !Alone.isHere, "this is the child"), .serialized,
    arguments: children)
  func theyPass(suites: String, proof: String) async throws {
    let output = FileManager.default.temporaryDirectory.appending(path: "alone-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    // One after the other: they wait more than they work, and side by side they wait for each other.
    child.arguments = ["--testing-library", "swift-testing", "--no-parallel", "--filter", suites]
    child.environment = ProcessInfo.processInfo.environment.merging([Alone.variable: "1"]) { $1 }
    let file = try FileHandle(forWritingTo: output)
    child.standardOutput = file
    child.standardError = file
    let status = try await withCheckedThrowingContinuation { done in
      child.terminationHandler = { done.resume(returning: $0.terminationStatus) }
      do { try child.run() } catch { done.resume(throwing: error) }
      DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) {
        if child.isRunning { child.terminate() }
      }
    }
    let report = ChildReport(String(decoding: try Data(contentsOf: output), as: UTF8.self))
    #expect(status == 0, "\(report.words)")
    #expect(report.passed.contains(proof))
  }

  /// What went wrong is said in few lines, and which tests it was in the first of them.
  @Test func aReportBeginsWithTheNames() {
    let report = ChildReport(
      """
      ◇ Test a() started.
      ✘ Test a() recorded an issue at X.swift:3:7: Expectation failed: 1 == 2
      ↳ // why
      ✘ Test a() failed after 0.1 seconds with 1 issue.
      ◇ Test b(x:) started.
      ◇ Test case passing 1 argument x → "1" to b(x:) started.
      ✔ Test b(x:) with 1 test case passed after 0.1 seconds.
      ◇ Test c() started.
      X.swift:9: Fatal error: Index out of range
      """)
    #expect(report.passed == ["b(x:)"])
    #expect(
      report.words.split(separator: "\n") == [
        "failed: a(); not ended: c()",
        "✘ Test a() recorded an issue at X.swift:3:7: Expectation failed: 1 == 2", "↳ // why",
        "X.swift:9: Fatal error: Index out of range",
      ])
  }
}

/// What a child's output comes to.
struct ChildReport {
  private(set) var passed: [String] = []
  private var failed: [String] = []
  private var started: [String] = []
  private var findings: [String] = []

  init(_ output: String) {
    var isFinding = false
    for line in output.split(separator: "\n").map(String.init) {
      // What belongs to a finding follows it, marked.
      isFinding =
        line.contains(" recorded an issue") || line.contains("Fatal error")
        || isFinding && line.hasPrefix("↳")
      if isFinding { findings.append(String(line.prefix(400))) }
      take(line)
    }
  }

  private mutating func take(_ line: String) {
    guard let start = line.range(of: " Test ")?.upperBound else { return }
    let words = line[start...]
    guard !words.hasPrefix("case "), let name = words.split(separator: " ").first.map(String.init),
      name.hasSuffix(")")
    else { return }
    if words.contains(" started.") { started.append(name) }
    if words.contains(" passed after ") { passed.append(name) }
    if words.contains(" failed after ") { failed.append(name) }
  }

  var words: String {
    let open = started.filter { !passed.contains($0) && !failed.contains($0) }
    let names = [("failed", failed), ("not ended", open)].filter { !$1.isEmpty }
      .map { "\($0): \($1.joined(separator: ", "))" }
    return ([names.joined(separator: "; ")] + findings.prefix(20)).joined(separator: "\n")
  }
}

enum Alone {
  static let variable = "TRANCHE_TESTS_ALONE"
  static let isHere = ProcessInfo.processInfo.environment[variable] != nil
}

extension Trait where Self == ConditionTrait {
  /// Enabled in the child of `AloneTests`, which every test run starts.
  static var alone: Self { .enabled(if: Alone.isHere, "run in a process of its own, by AloneTests") }
}
