import Foundation
import Testing

/// `tranche run`, the real program.
@Suite(.sideBySide) struct RunCommandTests {
  @Test func aSeededRunFillsAndSaysHowLateItWas() throws {
    var (scratch, outcome) = try seededRun()
    // A machine that stalls for longer than the grace of a second makes the program miss a slice, and rightly
    // so: that run says nothing here and is made again.
    for _ in 0..<20 where outcome.output.contains("missed") { (scratch, outcome) = try seededRun() }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("lateness of 5 sends: p50 "))
    #expect(outcome.output.contains("completed, 1,000 of 1,000 filled"))
    let records = Records(state: scratch.state)
    #expect(try records.count("SELECT count(*) FROM parents") == 1)
    #expect(try records.rows("SELECT DISTINCT qty, status FROM slices") == [["200", "filled"]])
    #expect(try records.count("SELECT count(*) FROM slices") == 5)
    #expect(try records.filled() == 1000)
    try records.expectSoundBooks()
  }

  private func seededRun() throws -> (Scratch, Program.Outcome) {
    let scratch = try Scratch()
    let order = "buy 1000 AAPL over 10s every 2s"
    return (scratch, try Program.run(["run", "--seed", "7", "--state", scratch.state, order]))
  }

  @Test func aRehearsalRunsFasterAndItsClockGoesOn() throws {
    let scratch = try Scratch()
    // What a machine that stands still makes it miss is spread over what is left.
    let outcome = try Program.run(
      [
        "run", "--json", "--speed", "10", "--owed", "spread", "--state", scratch.state,
        "sell 60 MSFT over 3m every 1m",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    for line in lines {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
    #expect(lines.last?.contains("\"status\":\"completed\"") == true)
    // The rehearsal's clock goes on from where it stopped, far ahead of the wall.
    let records = Records(state: scratch.state)
    let last = try #require(try records.value("SELECT max(at) FROM events"))
    #expect(try Program.run(["run", "--state", scratch.state, "buy 1 MSFT over 1m every 1m"]).status == 0)
    let started = try #require(try records.value("SELECT max(at) FROM events WHERE kind = 'started'"))
    #expect(started >= last)
  }

  @Test func ordersAreEnteredAllOrNone() throws {
    let scratch = try Scratch()
    let good = "buy 10 AAPL over 1m every 1m"
    let bad = try Program.run(["run", "--state", scratch.state, good, "sell 10 AAPL over 1m every 1m"])
    #expect(bad.status == 65)
    #expect(bad.errors.contains("order 1 on the other side is open"))
    #expect(try Records(state: scratch.state).count("SELECT count(*) FROM parents") == 0)
    let both = try Program.run(["run", "--state", scratch.state, good, "buy 20 MSFT over 1m every 1m"])
    #expect(both.status == 0, "\(both.errors)")
    #expect(try Records(state: scratch.state).filled() == 30)
    let again = try Program.run(["run", "--state", scratch.state, good])
    #expect(again.status == 65 && again.errors.contains("--repeat"))
    let twin = try Program.run(["run", "--repeat", "--state", scratch.state, good])
    #expect(twin.status == 65 && twin.errors.contains("--accept-warnings"))
    let accepted = try Program.run(["run", "--repeat", "--accept-warnings", "--state", scratch.state, good])
    #expect(accepted.status == 0, "\(accepted.errors)")
  }

  /// Halted between the first order and the last: the later ones are refused when they are entered, though
  /// not when they were tried. The first has filled in part by then, and whoever reads that the run was
  /// refused must not take it for nothing.
  @Test func whatFilledBeforeARefusalIsReported() throws {
    // On a quick disk all of them may be entered before the halt: then there are more of them.
    for others in [190, 400, 800, 1_600] where try isReported(others: others) { return }
    Issue.record("all orders were entered before the halt, each time")
  }

  /// - Returns: false where all orders were entered before the halt, which refuses none of them.
  private func isReported(others: Int) throws -> Bool {
    let scratch = try Scratch()
    let records = Records(state: scratch.state)
    let counted = ["open_parents", "symbol_day_notional", "all_day_notional"].map {
      "\($0) = { warn = \"off\", block = \"off\" }"
    }
    let config = try scratch.file("config.toml", Scratch.calmLimits + counted.joined(separator: "\n"))
    let later = (101..<101 + others).map { "buy \($0) MSFT over 2m every 1m" }
    let options = ["--accept-warnings", "--config", config, "--state", scratch.state]
    let run = try Program.start(["run"] + options + ["buy 100 AAPL over 10m every 1m"] + later)
    // Of the first order, before the last is entered: from what it prints, which is the quickest way to know.
    _ = eventually { run.output.contains("· fill ·") || !run.isRunning }
    try #require(run.isRunning, "\(run.output)\(run.errors)")
    run.send(SIGUSR1)
    var areAllEntered = false
    let isDecided = try eventually {
      let isKnown = try run.errors.contains("not entered;") && records.events("killed") == 1
      areAllEntered = try records.count("SELECT count(*) FROM parents") > others
      return isKnown || areAllEntered || !run.isRunning
    }
    #expect(isDecided, "\(run.errors)")
    if areAllEntered {
      try run.killAndWait()
      return false
    }
    let outcome = try run.wait()
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("trading is halted"), "\(outcome.errors)")
    let refusal = "not entered; what was entered before is being canceled"
    #expect(outcome.errors.contains(refusal), "\(outcome.errors)")
    let filled = try records.count(
      """
      SELECT coalesce(sum(f.qty), 0) FROM fills f JOIN slices s USING (client_order_id)
      WHERE s.symbol = 'AAPL'
      """)
    #expect(filled > 0)
    let words = "buy 100 AAPL over 10m every 1m: canceled, \(filled) of 100 filled"
    #expect(outcome.output.contains(words), "\(outcome.output.suffix(500))")
    #expect(try records.rows("SELECT DISTINCT status FROM parents") == [["canceled"]])
    try records.expectSoundBooks()
    return true
  }

  @Test func anOrderThatIsLeftHeldIsSaidToBeLeft() throws {
    let scratch = try Scratch()
    let faults = try scratch.file("faults", "on submit order 2: reject \"not today\"")
    let outcome = try Program.run([
      "run", "--faults", faults, "--state", scratch.state, "buy 60 AAPL over 3s every 1s",
    ])
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("ended with 1 unfinished order: held at the next start"), "\(outcome)")
  }

  @Test func whatCannotRunSaysWhyByItsStatus() throws {
    let scratch = try Scratch()
    let order = Orders.brief
    #expect(try Program.run(["run", "--broker", "alpaca", order]).status == 64)
    #expect(try Program.run(["run", "--speed", "0", order]).status == 64)
    let faults = try scratch.file("faults", "on submit: hope")
    let bad = try Program.run(["run", "--state", scratch.state, "--faults", faults, order])
    #expect(bad.status == 64 && bad.errors.contains("line 1"))
    let file = try scratch.file("file", "")
    #expect(try Program.run(["run", "--state", "\(file)/state", order]).status == 73)
    #expect(try Program.run(["run", "--seed", "7", "--state", scratch.state, order]).status == 0)
    let seeded = try Program.run(["run", "--seed", "8", "--repeat", "--state", scratch.state, order])
    #expect(seeded.status == 64 && seeded.errors.contains("--seed 7"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.state)
    let open = try Program.run(["status", "--state", scratch.state])
    #expect(open.status == 77 && open.errors.contains("chmod 700"))
  }

  /// All other tests run with these limits off: they are in force where nothing is said of them.
  @Test func aLimitFarFromTheMarketIsRefusedByTheStockCollar() throws {
    let scratch = try Scratch()
    let config = try scratch.file("empty.toml", "")
    func enter(limit: Double, _ more: String...) throws -> Program.Outcome {
      let order = "buy 100 AAPL over 20m every 2m limit \(String(format: "%.2f", limit))"
      return try Program.run(["run", "--config", config, "--state", scratch.state] + more + [order])
    }
    let far = try enter(limit: 1, "--accept-warnings")
    #expect(far.status == 65 && far.errors.contains("over a limit: "), "\(far)")
    #expect(far.errors.contains("limit price 1.00 is ") && far.errors.contains("at most 5.00 %"), "\(far)")
    let words = try #require(far.errors.firstMatch(of: /away from ([0-9.]+[0-9])/))
    let market = try #require(Double(words.1))
    // Beyond five percent it is refused whatever is accepted, beyond two a person has to accept it.
    let beyond = try enter(limit: market * 0.93, "--accept-warnings")
    #expect(beyond.status == 65 && beyond.errors.contains("over a limit: "), "\(beyond)")
    var near = try enter(limit: market * 0.965)
    // A machine that stood still for seconds has an old quote as well, and that may be the worse of the two.
    for _ in 0..<2 where near.errors.contains("quote of AAPL ") { near = try enter(limit: market * 0.965) }
    #expect(near.errors.contains("acknowledge first: "), "\(near)")
    #expect(near.errors.contains("above 2.00 %") && near.errors.contains("--accept-warnings"), "\(near)")
    #expect(near.status == 65, "\(near)")
    #expect(try Records(state: scratch.state).count("SELECT count(*) FROM parents") == 0)
  }

  @Test func aHaltedDeskEntersNothing() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["run", "--state", scratch.state, Orders.brief]).status == 0)
    #expect(try Program.run(["kill", "--reason", "test", "--state", scratch.state]).status == 0)
    let outcome = try Program.run(["run", "--state", scratch.state, "buy 2 AAPL over 1m every 1m"])
    #expect(outcome.status == 77)
    #expect(try Records(state: scratch.state).count("SELECT count(*) FROM parents") == 1)
  }

  @Test(arguments: [("hold", 1, 20), ("skip", 1, 20), ("spread", 0, 40)])
  func sharesOwedAreDecidedAsAsked(owed: String, status: Int32, filled: Int) throws {
    var (scratch, outcome) = try withSharesOwed(owed)
    // Of a machine that stood still more are owed than those of the rejected slice.
    for _ in 0..<20 where outcome.output.contains("missed") { (scratch, outcome) = try withSharesOwed(owed) }
    #expect(outcome.status == status, "\(outcome)")
    let records = Records(state: scratch.state)
    #expect(try records.filled() == filled)
    try records.expectSoundBooks()
  }

  private func withSharesOwed(_ owed: String) throws -> (Scratch, Program.Outcome) {
    let scratch = try Scratch()
    let faults = try scratch.file("faults", "on submit order 2: reject \"not today\"")
    let outcome = try Program.run([
      "run", "--faults", faults, "--owed", owed, "--leftover", "leave", "--state", scratch.state,
      "buy 40 AAPL over 8s every 4s",
    ])
    return (scratch, outcome)
  }

  @Test func aTerminatedRunIsHeldAndSaysWhatIsLeft() throws {
    let scratch = try Scratch()
    let run = try Program.start(["run", "--state", scratch.state, Orders.slow])
    let records = Records(state: scratch.state)
    #expect(try eventually { try records.filled() >= 20 })
    run.send(SIGTERM)
    let outcome = try run.wait()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("1 unfinished order"))
    #expect(try records.status() == "held")
    #expect(try records.events("stopped") == 1)
    try records.expectSoundBooks()
  }
}
