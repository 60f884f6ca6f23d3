internal import ArgumentParser
internal import DeskModel
internal import SlicingCore

#if FIRM_GUARDS
  internal import FirmGuards
#endif

/// `tranche firm`: the switch that all desks of a firm share, from a terminal. No desk has to run.
struct FirmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "firm", abstract: "The switch that all desks of the firm share.",
    discussion: "The setting firm.redis says where it is. Only init makes what is missing there.",
    subcommands: [Init.self, Status.self, Engage.self, Release.self, Trip.self, Reset.self])

  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes the records that are missing, with trading allowed. Changes none that can be read.")

    @Flag(help: "Replace a record that cannot be read by one that stops trading.")
    var repair = false

    @OptionGroup var file: SettingsFileOption

    func run() throws {
      #if FIRM_GUARDS
        let done = try FirmCommand.ask(file) { client throws(FirmError) in
          try client.initialise(by: Actor(Operator.name), repair: repair)
        }
        for line in done.lines { StandardOutput.say(line) }
        guard done.isComplete else { throw CommandFailure(.refused, "not every record can be read") }
      #else
        throw FirmLink.lacking
      #endif
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says what the switch says. Exits 77 where it stops trading.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var file: SettingsFileOption

    func run() throws {
      #if FIRM_GUARDS
        let quiet = try file.load().values.limits.quietPeriod
        let status = try FirmCommand.ask(file) { client throws(FirmError) in try client.status() }
        let report = FirmReport(status: status, reading: status.reading(quiet: quiet), quiet: quiet)
        StandardOutput.say(json ? report.json.pretty : report.text)
        guard report.reading.allowsTrading else { throw ExitCode(ExitStatus.notPermitted.rawValue) }
      #else
        throw FirmLink.lacking
      #endif
    }
  }

  struct Engage: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Halts every desk of the firm at once.")

    @Option(help: ReasonArgument.help)
    var reason: String?
    @OptionGroup var file: SettingsFileOption

    func run() throws { try FirmCommand.act(file) { .engage(reason: reason ?? "", by: $0) } }
  }

  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Allows trading again; each desk stays halted until it is released itself.")

    @Option(help: ReasonArgument.help)
    var reason: String
    @OptionGroup var file: SettingsFileOption

    func run() throws { try FirmCommand.act(file) { .disengage(reason: reason, by: $0) } }
  }

  struct Trip: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Trips the breaker of every desk.")

    @Option(help: ReasonArgument.help)
    var reason: String
    @OptionGroup var file: SettingsFileOption

    func run() throws { try FirmCommand.act(file) { .trip(.manual, details: reason, by: $0) } }
  }

  struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Resets the firm's breaker: its quiet period begins.")

    @Option(help: ReasonArgument.help)
    var reason: String
    @OptionGroup var file: SettingsFileOption

    func run() throws { try FirmCommand.act(file) { .reset(reason: reason, by: $0) } }
  }

  private static func act(
    _ file: SettingsFileOption, _ act: @Sendable (Actor) -> FirmAct
  ) throws(CommandFailure) {
    #if FIRM_GUARDS
      let act = act(Actor(Operator.name))
      let outcome = try ask(file) { client throws(FirmError) in try client.perform(act) }
      StandardOutput.say(outcome.words)
    #else
      throw FirmLink.lacking
    #endif
  }

  #if FIRM_GUARDS
    private static func ask<Value>(
      _ file: SettingsFileOption, _ body: (FirmClient) throws(FirmError) -> Value
    ) throws(CommandFailure) -> Value {
      let settings = try file.load().values
      guard !settings.firmRedis.isEmpty else {
        throw CommandFailure(.usage, "the setting firm.redis names no server")
      }
      let client = FirmClient(try FirmLink.configuration(settings))
      do throws(FirmError) {
        return try body(client)
      } catch {
        throw CommandFailure(error.isRefusal ? .refused : .unreachable, error.words)
      }
    }
  #endif
}

#if FIRM_GUARDS
  extension FirmError {
    /// The server answered, and said no.
    fileprivate var isRefusal: Bool {
      switch self {
      case .blockedAnyway, .notEngaged, .notTripped, .changed, .noSuchHalt, .refused: true
      case .unreachable, .unknown, .late, .withdrawn, .tooManyWaiting, .stopped: false
      }
    }
  }
#endif
