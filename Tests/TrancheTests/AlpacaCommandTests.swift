#if NETWORK
  import Foundation
  import Testing

  /// Commands against an account at Alpaca, whose part `tranche venue` plays.
  @Suite struct AlpacaCommandTests {
    private let scratch: Scratch
    private let venue: VenueProgram

    init() throws {
      scratch = try Scratch()
      venue = try VenueProgram(scratch)
    }

    private func arguments(_ command: String, _ more: [String] = []) -> [String] {
      [command] + venue.options + ["--state", scratch.state] + more
    }

    /// A command without the broker's options: the folder says whose orders it is about.
    private func act(_ command: String, _ more: [String] = [], keys: [String: String] = VenueProgram.keys)
      throws -> Program.Outcome
    {
      try Program.run(
        [command, "--config", venue.config, "--state", scratch.state] + more, deadline: 30, environment: keys)
    }

    private func started(_ order: String) throws -> Running {
      try Program.start(arguments("run", [order]), environment: VenueProgram.keys)
    }

    /// Far from the market: it works and does not fill.
    private static let resting = "buy 600 AAPL over 10m every 1s limit 1.00"

    @Test func anOrderIsTradedAtTheBroker() throws {
      let outcome = try Program.run(
        arguments("run", ["buy 4 AAPL over 4s every 2s"]), environment: VenueProgram.keys)
      #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
      #expect(outcome.output.contains("4 of 4 filled"))
      #expect(try venue.ask("/v2/orders?status=all").contains("\"filled_qty\":\"2\""))
    }

    @Test func theFolderIsThatOfTheAccount() throws {
      let home = ["XDG_STATE_HOME": "\(scratch.path)/home"].merging(VenueProgram.keys) { $1 }
      let account = try venue.account()
      let run = try Program.run(
        ["run"] + venue.options + ["buy 2 AAPL over 2s every 1s"], environment: home)
      #expect(run.status == 0, "\(run.errors)")
      let status = try Program.run(
        ["status", "--broker", "alpaca", "--account", account], environment: home)
      #expect(status.status == 0 && status.output.contains("trading allowed"))
      #expect(
        FileManager.default.fileExists(
          atPath: "\(scratch.path)/home/tranche/alpaca-paper-\(account)/tranche.sqlite"))
    }

    @Test func anotherAccountsFolderIsRefusedBeforeAnythingIsSent() throws {
      let paper = try Program.run(["run", "--state", scratch.state, "buy 2 AAPL over 2s every 1s"])
      #expect(paper.status == 0)
      let outcome = try Program.run(
        arguments("run", ["buy 2 AAPL over 2s every 1s"]), environment: VenueProgram.keys)
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("belongs to"), "\(outcome.errors)")
      #expect(try venue.open() == 0)
      #expect(!(try venue.ask("/v2/orders?status=all").contains("client_order_id")))
    }

    @Test func keysAndAccountHaveToFit() throws {
      let order = "buy 2 AAPL over 2s every 1s"
      let account = try Program.run(
        arguments("run", ["--account", "PA0000000000", order]), environment: VenueProgram.keys)
      #expect(account.status == 77 && account.errors.contains("the keys belong to account PA"))
      let wrong = ["APCA_API_KEY_ID": "PKOTHER", "APCA_API_SECRET_KEY": "CANARY"]
      let refused = try Program.run(arguments("run", [order]), environment: wrong)
      #expect(refused.status == 77 && refused.errors.contains("refuses the keys"), "\(refused.errors)")
      #expect(!refused.errors.contains("CANARY"))
      venue.stop()
      let gone = try Program.run(arguments("run", [order]), environment: VenueProgram.keys)
      #expect(gone.status == 69 && gone.errors.contains("cannot be reached"), "\(gone.errors)")
      #expect(!FileManager.default.fileExists(atPath: scratch.state), "nothing is begun before it is reached")
    }

    @Test func aStoppedEngineIsHaltedAtTheBroker() throws {
      let run = try started(Self.resting)
      #expect(try eventually(30) { try venue.open() >= 3 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let begin = Date()
      let kill = try act("kill", ["--reason", "test"])
      let took = Date().timeIntervalSince(begin)
      #expect(kill.status == 0, "\(kill.errors)")
      #expect(kill.output.contains("canceled at the broker"), "\(kill.output)")
      #expect(try venue.open() == 0)
      // Two seconds on a quiet machine.
      #expect(took < 6, "\(took) s")
      let before = try venue.ask("/v2/orders?status=all&limit=500").count
      run.send(SIGCONT)
      usleep(3_000_000)
      #expect(try venue.open() == 0, "it sends nothing when it wakes")
      #expect(try venue.ask("/v2/orders?status=all&limit=500").count - before < 200)
      run.send(SIGTERM)
      _ = try run.wait(20)
    }

    @Test func withoutKeysAHaltSaysWhatItDidNotDo() throws {
      let run = try started(Self.resting)
      #expect(try eventually(30) { try venue.open() >= 1 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let kill = try act("kill", keys: [:])
      #expect(kill.status == 64)
      #expect(kill.errors.contains("halted: nothing new goes out"))
      #expect(kill.errors.contains("NOT canceled; cancel it in account PA"))
      #expect(kill.errors.contains("https://app.alpaca.markets"))
      #expect(try venue.open() >= 1)
      run.send(SIGKILL)
      _ = try run.wait(5)
      // The word is set, whatever the keys: the next start comes up halted.
      let status = try Program.run(["status", "--state", scratch.state])
      #expect(status.output.contains("HALTED by the kill word"), "\(status.output)\(status.errors)")
    }

    @Test func aDeadEnginesOrdersAreCanceledAndRecorded() throws {
      let records = Records(state: scratch.state)
      let run = try started(Self.resting)
      #expect(try eventually(30) { try venue.open() >= 2 }, "\(run.output)\(run.errors)")
      run.send(SIGKILL)
      _ = try run.wait(5)
      let kill = try act("kill")
      #expect(kill.status == 0, "\(kill.errors)")
      #expect(try venue.open() == 0)
      #expect(try records.events("killed") == 1)
      #expect(
        try records.count(
          "SELECT count(*) FROM slices WHERE status IN ('submitted', 'sending', 'unknown')") == 0)
    }

    @Test func aCancelPastAStoppedEngineIsNoSuccess() throws {
      let run = try started(Self.resting)
      #expect(try eventually(30) { try venue.open() >= 2 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let cancel = try act("cancel", ["1"])
      #expect(cancel.status == 69)
      #expect(cancel.errors.contains("canceled at the broker"), "\(cancel.errors)")
      #expect(cancel.errors.contains("tranche kill stops them"))
      #expect(try venue.open() == 0)
      run.send(SIGKILL)
      _ = try run.wait(5)
    }
  }
#endif
