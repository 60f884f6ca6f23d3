import Foundation
import Testing

/// What the command line refuses before anything is connected.
@Suite(.sideBySide) struct AlpacaOptionsTests {
  private static let keys = ["APCA_API_KEY_ID": "PK1", "APCA_API_SECRET_KEY": "s"]
  private static let limits = """
    [limits]
    order_notional = { warn = 1000, block = 2000 }
    slice_notional = { warn = 500, block = 1000 }
    all_day_notional.block = "off"

    """
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ options: [String], _ settings: String = "") throws -> Program.Outcome {
    let config = try scratch.file("config.toml", settings)
    return try Program.run(
      ["run", "--config", config] + options + ["buy 2 AAPL over 10s every 5s"], environment: Self.keys)
  }

  @Test(arguments: [
    (["--live"], "--live needs a broker with real money"),
    (["--account", "PA1"], "the paper broker has no --account"),
    (["--broker", "alpaca", "--live"], "--live needs the account number typed"),
    (["--broker", "alpaca", "--account", "../x"], "letters and digits"),
    (["--broker", "alpaca", "--account", ""], "letters and digits"),
    (["--broker", "alpaca", "--speed", "2"], "--speed is for the paper broker"),
    (["--broker", "alpaca", "--seed", "1"], "--seed is for the paper broker"),
    (["--broker", "alpaca", "--faults", "f"], "--faults is for the paper broker"),
    (["--broker", "alpaca", "--replay", "f"], "--replay is for the paper broker"),
    (["--broker", "ibkr"], "--broker"),
  ])
  func whatDoesNotGoTogetherIsRefused(options: [String], words: String) throws {
    let outcome = try run(options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  private static let live = ["--broker", "alpaca", "--live", "--account", "123456789"]

  @Test func realMoneyAsksForLimitsAndForARunThatIsAllowed() throws {
    let withoutLimits = try run(Self.live, "desk = \"eq1\"\n")
    let all = "limits.order_notional.block, limits.slice_notional.block, limits.all_day_notional.block"
    #expect(withoutLimits.status == 77 && withoutLimits.errors.contains("has no \(all)"), "\(withoutLimits)")
    // Any other limit is no bound on the money.
    let others =
      "[limits]\nopen_parents.warn = 3\norder_notional.warn = 5\nslice_notional.block = 9_000_000\n"
    let some = try run(Self.live, others)
    #expect(some.status == 77, "\(some)")
    #expect(
      some.errors.contains("has no limits.order_notional.block, limits.all_day_notional.block"), "\(some)")
    let unnamed = try run(Self.live, Self.limits)
    #expect(unnamed.status == 77 && unnamed.errors.contains("alpaca.unattended_account"))
    let other = try run(Self.live, "[alpaca]\nunattended_account = \"999\"\n" + Self.limits)
    #expect(other.status == 77 && other.errors.contains("alpaca.unattended_account"))
  }

  #if NETWORK
    @Test(arguments: [
      "endpoint = \"http://127.0.0.1:1\"", "data_endpoint = \"http://127.0.0.1:1\"",
      "endpoint = \"https://paper-api.alpaca.markets\"", "ca_file = \"/tmp/ca.pem\"",
    ])
    func realMoneyGoesToNoOtherServer(line: String) throws {
      let settings = "[alpaca]\nunattended_account = \"123456789\"\n\(line)\n" + Self.limits
      let outcome = try run(Self.live, settings)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("settings, [alpaca]"), "\(outcome.errors)")
    }
  #endif

  @Test func aReadingCommandFindsTheFolderOfTheAccount() throws {
    let unnamed = try Program.run(["status", "--broker", "alpaca"])
    #expect(unnamed.status == 64 && unnamed.errors.contains("--account"))
    let paper = try Program.run(["orders", "--broker", "alpaca", "--account", "PA1"])
    #expect(paper.errors.contains("/tranche/alpaca-paper-PA1"))
    let live = try Program.run(["orders", "--broker", "alpaca", "--account", "77", "--live"])
    #expect(live.errors.contains("/tranche/alpaca-live-77"))
  }
}
