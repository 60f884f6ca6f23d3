#if NETWORK
  import Foundation
  import Testing

  /// The suites that talk over real sockets, run in a process of their own.
  ///
  /// Other targets' tests wait for programs and terminals and block the few threads all asynchronous tests
  /// share; a server inside this process then does not answer for seconds, and what is measured is them. So
  /// these suites are enabled in a child only, and this test is what runs them.
  @Suite struct AloneTests {
    @Test(.enabled(if: !Alone.isHere, "this is the child"))
    func theSuitesWithSocketsPass() async throws {
      let output = FileManager.default.temporaryDirectory.appending(path: "alone-\(UUID().uuidString)")
      try Data().write(to: output)
      defer { try? FileManager.default.removeItem(at: output) }
      let child = Process()
      child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      // One after the other: they wait more than they work, and side by side they wait for each other.
      child.arguments = [
        "--testing-library", "swift-testing", "--no-parallel", "--filter", "AlpacaBrokerTests",
      ]
      child.environment = ProcessInfo.processInfo.environment.merging([Alone.variable: "1"]) { $1 }
      let file = try FileHandle(forWritingTo: output)
      child.standardOutput = file
      child.standardError = file
      let status = try await withCheckedThrowingContinuation { done in
        child.terminationHandler = { done.resume(returning: $0.terminationStatus) }
        do { try child.run() } catch { done.resume(throwing: error) }
      }
      let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
      let findings = lines.filter { $0.contains("recorded an issue") || $0.contains("Fatal error") }
      #expect(status == 0, "\(findings.joined(separator: "\n"))")
      // That it ran them, and did not filter everything out.
      #expect(lines.contains { $0.contains("anOrderIsAcceptedAndFills") && $0.contains("passed") })
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
#endif
