import Foundation
import Testing

/// Halts of less than everything, by the program's commands.
@Suite(.sideBySide) struct ScopedHaltTests {
  @Test func aSymbolAndAnOrderAreHaltedByThemselvesAndReleasedByThemselves() throws {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let desk = ["--state", scratch.state]
    let run = try Program.start(
      ["run", "--accept-warnings", "buy 3000 AAPL over 5m every 3s", "buy 3000 MSFT over 5m every 3s"] + desk)
    #expect(try records.fills(60))

    let halt = try Program.run(["kill", "--symbol", "AAPL", "--reason", "rumour"] + desk)
    #expect(halt.status == 0 && halt.output.contains("halted: AAPL"), "\(halt.output)\(halt.errors)")
    let again = try Program.run(["kill", "--symbol", "AAPL"] + desk)
    #expect(again.status == 0 && again.output.contains("already halted"), "\(again.output)")
    let sent = try counts(records)
    #expect(try records.going { try counts(records)["MSFT", default: 0] > sent["MSFT", default: 0] + 1 })
    #expect(try counts(records)["AAPL"] == sent["AAPL"])

    #expect(try Program.run(["kill", "--order", "2"] + desk).status == 0)
    let after = try counts(records)
    #expect(try records.pass(4))
    #expect(try counts(records) == after)
    let guards = try Program.run(["guards"] + desk).output
    #expect(guards.contains("halts        2") && guards.contains("rumour"), "\(guards)")

    #expect(try Program.run(["release", "--symbol", "AAPL", "--reason", "false"] + desk).status == 0)
    let early = try Program.run(["resume", "2", "--owed", "spread"] + desk)
    #expect(early.status == 77 && early.errors.contains("is halted"), "\(early.errors)")
    #expect(try Program.run(["resume", "1", "--owed", "spread"] + desk).status == 0)
    #expect(try records.going { try counts(records)["AAPL", default: 0] > after["AAPL", default: 0] })
    #expect(try counts(records)["MSFT"] == after["MSFT"])
    run.send(SIGTERM)
    _ = try run.wait()
  }

  @Test func anUnknownScopeIsAnErrorOfUse() throws {
    let scratch = try Scratch()
    let both = try Program.run(["kill", "--symbol", "AAPL", "--order", "1", "--state", scratch.state])
    #expect(both.status == 64)
    let none = try Program.run(["kill", "--symbol", "AAPL", "--state", scratch.state])
    #expect(none.status == 73 && none.errors.contains("no state folder"), "\(none.errors)")
  }

  private func counts(_ records: Records) throws -> [String: Int] {
    let rows = try records.rows(
      "SELECT symbol, count(*) FROM slices WHERE submitted_at IS NOT NULL GROUP BY symbol")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Int($0[1]) ?? -1) })
  }
}
