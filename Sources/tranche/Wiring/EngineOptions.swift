internal import ArgumentParser
internal import PaperExchange

/// What an engine is started with, on the command line.
struct EngineOptions: ParsableArguments {
  @OptionGroup var folder: StateOptions

  @Option(help: ArgumentHelp("Seed of the paper exchange's prices.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("World clock this many times as fast as the wall's, for rehearsal.", valueName: "n"))
  var speed = 1

  @Option(help: ArgumentHelp("Script of faults between the desk and the paper exchange.", valueName: "file"))
  var faults: String?

  @Option(
    help: ArgumentHelp(
      "Recorded quotes or one-minute bars (CSV), played from the paper ledger's beginning.",
      valueName: "file"))
  var replay: String?

  func validate() throws {
    guard (1...100_000).contains(speed) else {
      throw ValidationError("--speed takes a number from 1 to 100000")
    }
    guard folder.desk.broker != .paper else { return }
    let given: [(name: String, isGiven: Bool)] = [
      ("--speed", speed != 1), ("--seed", seed != nil), ("--faults", faults != nil),
      ("--replay", replay != nil),
    ]
    if let first = given.first(where: \.isGiven) {
      throw ValidationError("\(first.name) is for the paper broker: a real one takes no part in rehearsals")
    }
  }

  /// - Parameter unattended: nobody sits at a screen and confirms each order.
  func setup(_ settings: EffectiveSettings, unattended: Bool) throws(CommandFailure) -> EngineSetup {
    let venue: EngineSetup.Venue =
      switch folder.desk.broker {
      case .paper: .paper(try paperSetup(settings.values))
      case .alpaca: .alpaca(try alpacaSetup(settings, unattended: unattended))
      }
    return EngineSetup(statePath: try folder.knownPath(), venue: venue)
  }

  private func paperSetup(_ settings: Settings) throws(CommandFailure) -> PaperSetup {
    var setup = PaperSetup()
    setup.sessions = settings.paperSessions
    (setup.seed, setup.speed) = (seed, speed)
    if let faults { setup.faults = try EngineOptions.script(faults) }
    if let replay { setup.tape = try MarketTape.forCommand(replay) }
    return setup
  }

  private func alpacaSetup(
    _ settings: EffectiveSettings, unattended: Bool
  ) throws(CommandFailure) -> AlpacaSetup {
    if folder.desk.live {
      try LiveRules.check(settings, account: folder.desk.account, unattended: unattended)
    }
    return try AlpacaSetup(
      settings.values.alpaca, environment: folder.desk.environment, account: folder.desk.account)
  }

  private static func script(_ path: String) throws(CommandFailure) -> FaultScript {
    do {
      return try FaultScript(contentsOf: path)
    } catch {
      throw CommandFailure(.usage, "\(path): \(error)")
    }
  }
}

/// What real money asks of the settings before anything is connected.
enum LiveRules {
  static func check(
    _ settings: EffectiveSettings, account: String?, unattended: Bool
  ) throws(CommandFailure) {
    let missing = settings.missingLimits
    guard missing.isEmpty else {
      let file = settings.file.map { "\($0) has no" } ?? "there is no settings file with"
      throw CommandFailure(
        .notPermitted, "--live trades on limits you chose: \(file) \(missing.joined(separator: ", "))")
    }
    guard unattended else { return }
    guard let account, settings.values.alpaca.unattendedAccount == account else {
      throw CommandFailure(
        .notPermitted,
        "a live run without a screen needs the setting alpaca.unattended_account to name this account")
    }
  }
}

/// What an engine is started with.
struct EngineSetup: Sendable {
  enum Venue: Sendable {
    case paper(PaperSetup)
    case alpaca(AlpacaSetup)
  }

  /// Nil where only the broker can say which account, and with it which folder.
  var statePath: String?
  var venue: Venue
}

/// What a paper exchange is started with.
struct PaperSetup: Sendable {
  /// Nil for the ledger's own.
  var seed: UInt64?
  var speed = 1
  var faults = FaultScript.none
  var tape: MarketTape?
  var sessions = TradingHours.aroundTheClock
}

extension MarketTape {
  /// Reads a recording that a command names.
  static func forCommand(_ path: String) throws(CommandFailure) -> MarketTape {
    do throws(TapeError) {
      return try MarketTape(contentsOf: path)
    } catch {
      throw CommandFailure(.usage, "\(path): \(error)")
    }
  }
}
