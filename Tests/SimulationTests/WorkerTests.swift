import Foundation
import Simulation
import TestSupport
import Testing

/// Seeds run in processes of their own: what a worker says is what the run came to, and a worker that dies
/// takes nothing with it but its seed.
@Suite(.heavy) struct WorkerTests {
  @Test func aResultSurvivesItsLine() throws {
    var options = RunOptions(seed: 3, mode: .safety)
    options.sliceLimit = 10
    options.parentLimit = 2
    let result = Simulator.run(options)
    let again = try #require(RunResult(line: result.line, options: options))
    #expect(again.line == result.line)
    #expect(again.digest == result.digest)
    #expect(again.faults == result.faults)
    #expect(again.situations == result.situations)
    #expect(again.violation == nil)
  }

  @Test func aViolationSurvivesItsLine() throws {
    var options = RunOptions(seed: 3, mode: .safety)
    options.sliceLimit = 3
    options.parentLimit = 1
    let clean = Simulator.run(options).line
    let broken = try #require(RunResult(line: clean + " 3 712 a halt  is forgotten", options: options))
    #expect(broken.violation?.invariant == .kill)
    #expect(broken.violation?.step == 712)
    #expect(broken.violation?.text == "a halt  is forgotten")
    #expect(broken.line == clean + " 3 712 a halt  is forgotten")
  }

  @Test(arguments: ["", "1 2 3", "what a trap prints"]) func anythingElseIsNoResult(line: String) {
    #expect(RunResult(line: line, options: RunOptions(seed: 1, mode: .safety)) == nil)
  }

  @Test func aTrapNamesItsSeedAndTheCommandThatRunsItAgain() throws {
    let (status, output) = try run(["--seeds", "4", "--slices", "3", "--parents", "1", "--trap-at", "2"])
    #expect(status != 0)
    #expect(output.contains("seed 2: the desk did not survive it (signal "), "\(output)")
    #expect(output.contains("tranche-sim --seed 2 --mode safety --parents 1 --slices 3"), "\(output)")
    #expect(output.contains("violations        1"), "\(output)")
  }

  @Test func twoWorkersComeToTheDigestOfOne() throws {
    let options = ["--seeds", "6", "--slices", "5", "--parents", "2", "--digest"]
    let (one, two) = (try run(options + ["--workers", "1"]), try run(options + ["--workers", "2"]))
    let digest = one.output.split(separator: "\n").first { $0.hasPrefix("digest ") }
    #expect(one.status == 0)
    #expect(digest != nil)
    #expect(digest == two.output.split(separator: "\n").first { $0.hasPrefix("digest ") })
  }

  /// The program, built beside this test bundle.
  private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process()
    process.executableURL = bundle.deletingLastPathComponent().appendingPathComponent("tranche-sim")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
