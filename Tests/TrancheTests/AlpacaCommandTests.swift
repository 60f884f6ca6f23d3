#if NETWORK
  import Foundation
  import Testing

  /// Commands against an account at Alpaca, whose part `tranche venue` plays.
  @Suite(.oneAtATime) struct AlpacaCommandTests {
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
        [command, "--config", venue.config, "--state", scratch.state] + more, environment: keys)
    }

    /// Given again where the broker was too slow: it has one second, which a busy machine does not leave it.
    private func actInTime(_ command: String, _ more: [String] = []) throws -> Program.Outcome {
      var outcome = try act(command, more)
      for _ in 0..<3 where isTooSlow(outcome) { outcome = try act(command, more) }
      return outcome
    }

    private func isTooSlow(_ outcome: Program.Outcome) -> Bool {
      ["still open (", "no answer within", "no connection in time"].contains(where: outcome.errors.contains)
    }

    private func started(_ orders: [String]) throws -> Running {
      try Program.start(arguments("run", orders), environment: VenueProgram.keys)
    }

    /// Far from the market: they work and do not fill. A slice of each is sent at once.
    private static let resting = ["AAPL", "MSFT", "IBM"].map { "buy 600 \($0) over 4m every 4s limit 1.00" }

    @Test func anOrderIsTradedAtTheBroker() throws {
      let outcome = try Program.run(
        arguments("run", ["buy 4 AAPL over 16s every 8s"]), environment: VenueProgram.keys)
      #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
      #expect(outcome.output.contains("4 of 4 filled"))
      #expect(try venue.ask("/v2/orders?status=all").contains("\"filled_qty\":\"2\""))
    }

    @Test func theFolderIsThatOfTheAccount() throws {
      let home = ["XDG_STATE_HOME": "\(scratch.path)/home"].merging(VenueProgram.keys) { $1 }
      let account = try venue.account()
      let run = try Program.run(
        ["run"] + venue.options + [Orders.brief], environment: home)
      #expect(run.status == 0, "\(run.errors)")
      let status = try Program.run(
        ["status", "--broker", "alpaca", "--account", account], environment: home)
      #expect(status.status == 0 && status.output.contains("trading allowed"))
      #expect(
        FileManager.default.fileExists(
          atPath: "\(scratch.path)/home/tranche/alpaca-paper-\(account)/tranche.sqlite"))
    }

    @Test func anotherAccountsFolderIsRefusedBeforeAnythingIsSent() throws {
      let paper = try Program.run(["run", "--state", scratch.state, Orders.brief])
      #expect(paper.status == 0)
      let outcome = try Program.run(
        arguments("run", [Orders.brief]), environment: VenueProgram.keys)
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("belongs to"), "\(outcome.errors)")
      #expect(try venue.open() == 0)
      #expect(!(try venue.ask("/v2/orders?status=all").contains("client_order_id")))
    }

    @Test func keysAndAccountHaveToFit() throws {
      let order = Orders.brief
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

    /// Two seconds on a quiet machine. The engine is not waited for, which would be for ever.
    @Test func aStoppedEngineIsHaltedAtTheBroker() throws {
      let took = try quickest(under: 6) { try Self().haltsAStoppedEngine() }
      #expect(took < 6)
    }

    /// On a desk of its own: how long it took, for ever where the broker was too slow for the first halt.
    private func haltsAStoppedEngine() throws -> TimeInterval {
      let run = try started(Self.resting)
      #expect(try eventually { try venue.open() >= 3 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      var (kill, took) = try timed { try act("kill", ["--reason", "test"]) }
      if isTooSlow(kill) { (kill, took) = (try actInTime("kill", ["--reason", "test"]), .infinity) }
      #expect(kill.status == 0, "\(kill.errors)")
      #expect(kill.output.contains("canceled at the broker"), "\(kill.output)")
      #expect(try venue.open() == 0)
      let before = try venue.list("/v2/orders?status=all&limit=500").count
      run.send(SIGCONT)
      // Slices fall due meanwhile, and are not sent.
      let records = Records(state: scratch.state)
      #expect(try eventually { try records.events("killed") == 1 && records.events("blocked") >= 2 })
      #expect(try venue.open() == 0, "it sends nothing when it wakes")
      #expect(try venue.list("/v2/orders?status=all&limit=500").count == before)
      run.send(SIGTERM)
      _ = try run.wait()
      return took
    }

    @Test func withoutKeysAHaltSaysWhatItDidNotDo() throws {
      let run = try started(Self.resting)
      #expect(try eventually { try venue.open() >= 1 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let kill = try act("kill", keys: [:])
      #expect(kill.status == 64)
      #expect(kill.errors.contains("halted: nothing new goes out"))
      #expect(kill.errors.contains("NOT canceled; cancel it in account PA"))
      #expect(kill.errors.contains("https://app.alpaca.markets"))
      #expect(try venue.open() >= 1)
      try run.killAndWait()
      // The word is set, whatever the keys: the next start comes up halted.
      let status = try Program.run(["status", "--state", scratch.state])
      #expect(status.output.contains("HALTED by the kill word"), "\(status.output)\(status.errors)")
    }

    @Test func aDeadEnginesOrdersAreCanceledAndRecorded() throws {
      let records = Records(state: scratch.state)
      let run = try started(Self.resting)
      #expect(try eventually { try venue.open() >= 2 }, "\(run.output)\(run.errors)")
      try run.killAndWait()
      let kill = try act("kill")
      #expect(kill.status == 0, "\(kill.errors)")
      #expect(try venue.open() == 0)
      #expect(try records.events("killed") == 1)
      #expect(
        try records.count(
          "SELECT count(*) FROM slices WHERE status IN ('submitted', 'sending', 'unknown')") == 0)
    }

    @Test func aCancelPastAStoppedEngineIsNoSuccess() throws {
      let run = try started([Self.resting[0]])
      #expect(try eventually { try venue.open() >= 1 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let cancel = try actInTime("cancel", ["1"])
      #expect(cancel.status == 69)
      #expect(cancel.errors.contains("canceled at the broker"), "\(cancel.errors)")
      #expect(cancel.errors.contains("tranche kill stops them"))
      #expect(try venue.open() == 0)
      try run.killAndWait()
    }
  }
#endif
