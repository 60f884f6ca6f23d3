import Foundation
import Testing

/// `--replay`: a recorded market under the paper broker.
@Suite(.sideBySide) struct ReplayTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ file: String, _ more: [String] = []) throws -> Program.Outcome {
    try Program.run(
      ["run", "--state", scratch.state, "--speed", "10", "--replay", file] + more
        + ["buy 30 AAPL over 1m every 1m"])
  }

  @Test func quotesOfTheRecordingFillTheOrder() throws {
    let file = try scratch.file(
      "quotes.csv",
      "symbol,timestamp,bid,ask,bid_size,ask_size\nAAPL,2026-10-07T13:30:00Z,77.10,77.12,200,100\n")
    let outcome = try run(file)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("30 of 30 filled at 77.12"))
  }

  @Test func oneMinuteBarsDoToo() throws {
    let file = try scratch.file(
      "bars.csv", "symbol,timestamp,open,high,low,close,volume\nAAPL,2026-10-07T13:30:00Z,77,77,77,77,900\n")
    let outcome = try run(file)
    #expect(outcome.output.contains("30 of 30 filled at 77.01"), "\(outcome.output)\(outcome.errors)")
  }

  @Test func aFaultInTheFileIsNamedWithItsLine() throws {
    let file = try scratch.file(
      "bad.csv",
      "symbol,timestamp,bid,ask,bid_size,ask_size\nAAPL,2026-10-07T13:30:00Z,1,2,3,4\nAAPL,today,1,2,3,4\n")
    let outcome = try run(file)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("\(file): line 3: not of the form"))
    #expect(!FileManager.default.fileExists(atPath: scratch.state), "nothing begins with a bad recording")
    let missing = try run("\(scratch.path)/none.csv")
    #expect(missing.status == 64 && missing.errors.contains("none.csv"))
  }
}
