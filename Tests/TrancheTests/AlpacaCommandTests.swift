#if NETWORK
  import Foundation
  import Testing

  /// Commands against an account at Alpaca, whose part `tranche venue` plays.
  @Suite(.sideBySide) struct AlpacaCommandTests {
    private let scratch: Scratch
    private let desk: AlpacaDesk
    private var venue: VenueProgram { desk.venue }

    init() throws {
      scratch = try Scratch()
      desk = try AlpacaDesk(scratch)
    }

    @Test func anOrderIsTradedAtTheBroker() throws {
      let outcome = try Program.run(
        desk.arguments("run", ["--owed", "spread", "buy 4 AAPL over 10s every 5s"]),
        environment: VenueProgram.keys)
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
        desk.arguments("run", [Orders.brief]), environment: VenueProgram.keys)
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("belongs to"), "\(outcome.errors)")
      #expect(try venue.open() == 0)
      #expect(!(try venue.ask("/v2/orders?status=all").contains("client_order_id")))
    }

    @Test func keysAndAccountHaveToFit() throws {
      let order = Orders.brief
      let account = try Program.run(
        desk.arguments("run", ["--account", "PA0000000000", order]), environment: VenueProgram.keys)
      #expect(account.status == 77 && account.errors.contains("the keys belong to account PA"))
      let wrong = ["APCA_API_KEY_ID": "PKOTHER", "APCA_API_SECRET_KEY": "CANARY"]
      let refused = try Program.run(desk.arguments("run", [order]), environment: wrong)
      #expect(refused.status == 77 && refused.errors.contains("refuses the keys"), "\(refused.errors)")
      #expect(!refused.errors.contains("CANARY"))
      venue.stop()
      let gone = try Program.run(desk.arguments("run", [order]), environment: VenueProgram.keys)
      #expect(gone.status == 69 && gone.errors.contains("cannot be reached"), "\(gone.errors)")
      #expect(!FileManager.default.fileExists(atPath: scratch.state), "nothing is begun before it is reached")
    }

    @Test func withoutKeysAHaltSaysWhatItDidNotDo() throws {
      let run = try desk.started(AlpacaDesk.resting)
      #expect(try eventually { try venue.open() >= 1 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let kill = try desk.act("kill", keys: [:])
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
      let run = try desk.started(AlpacaDesk.resting)
      #expect(try eventually { try venue.open() >= 2 }, "\(run.output)\(run.errors)")
      try run.killAndWait()
      let kill = try desk.actInTime("kill")
      #expect(kill.status == 0, "\(kill.errors)")
      #expect(try venue.open() == 0)
      #expect(try records.events("killed") == 1)
      #expect(
        try records.count(
          "SELECT count(*) FROM slices WHERE status IN ('submitted', 'sending', 'unknown')") == 0)
    }

    @Test func aCancelPastAStoppedEngineIsNoSuccess() throws {
      let run = try desk.started([AlpacaDesk.resting[0]])
      #expect(try eventually { try venue.open() >= 1 }, "\(run.output)\(run.errors)")
      run.send(SIGSTOP)
      let cancel = try desk.actInTime("cancel", ["1"])
      #expect(cancel.status == 69)
      #expect(cancel.errors.contains("canceled at the broker"), "\(cancel.errors)")
      #expect(cancel.errors.contains("tranche kill stops them"))
      #expect(try venue.open() == 0)
      try run.killAndWait()
    }
  }
#endif
