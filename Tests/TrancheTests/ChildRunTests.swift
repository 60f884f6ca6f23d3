import Foundation
import Testing

/// The suites that talk over real sockets or run a desk against the clock, in processes of their own.
///
/// In this process other targets' tests block the few threads all asynchronous tests share, waiting for a
/// terminal or working through thousands of cases; a server or a desk among them does nothing for seconds. So
/// these suites are enabled in a child only (`.alone`), and this test is what runs them. So are those of the
/// store, which need the locks of their files for themselves.
@Suite(.long) struct ChildRunTests {
  /// A variable by which those suites know that they are in a child, and may run.
  private static let variable = "TRANCHE_TESTS_ALONE"

  /// Suites that run one after another in one process, and a test of them that shows that they were run, and
  /// not all filtered out.
  struct Child: CustomTestStringConvertible, Sendable {
    let suites: String
    let proof: String
    var testDescription: String { suites }
  }

  private static let children =
    [
      // A program that another test starts meanwhile holds a copy of every lock until it is itself.
      Child(suites: "OrderStoreTests", proof: "aStaleWritersCommitFails()"),
      Child(suites: "DeskModelTests", proof: "aHaltStopsEverythingAndSurvives()"),
      Child(suites: "BrokersTests.PaperBrokerTests", proof: "acceptedThenFilledThenDone()"),
    ] + overSockets + ofTheFirm

  #if NETWORK
    private static let overSockets = [
      Child(suites: "AlpacaBrokerTests", proof: "anOrderIsAcceptedAndFills()"),
      Child(suites: "VenueServerTests.ConformanceTests", proof: "alpacasOwnClientFindsTheVenueRight()"),
    ]
  #else
    private static let overSockets: [Child] = []
  #endif

  #if FIRM_GUARDS
    private static let ofTheFirm = [
      Child(suites: "FirmGuardsTests.FirmServerTests", proof: "theFirstReadingIsTold()")
    ]
  #else
    private static let ofTheFirm: [Child] = []
  #endif

  /// In seconds; the longest takes two minutes. Only for what never ends.
  private static let limit = 30 * 60.0

  @Test(arguments: children) func theyPass(_ child: Child) throws {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    // One after the other: they wait more than they work, and side by side they wait for each other.
    let run = try Running(
      bundle, ["--testing-library", "swift-testing", "--no-parallel", "--filter", child.suites],
      environment: [Self.variable: "1"])
    let outcome = try run.wait(Self.limit)
    let report = ChildReport(outcome.output + outcome.errors)
    #expect(outcome.status == 0, "\(report.words)")
    for warning in report.warnings { Issue.record(Comment(rawValue: warning), severity: .warning) }
    #expect(report.passed.contains(child.proof))
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
  /// Promises that a late machine left unjudged.
  private(set) var warnings: [String] = []
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
      if line.contains(" promised, measured ") { warnings.append(String(line.prefix(400))) }
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
