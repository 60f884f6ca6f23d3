internal import ArgumentParser
internal import SlicingCore

/// `tranche run`: the same engine without a screen.
struct RunCommand: EngineCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs orders without a screen, and prints what happens.",
    discussion: """
      An order:  'buy 12000 AAPL over 30m every 1m limit 187.50 tif day start 14:30'

      Several orders are entered all or none. It ends when each is over (exit 0), or when one ended short or \
      is left held past its last slice (exit 1). A halted desk or a tripped breaker enters nothing (exit 77).

      Without an order it takes up what an earlier run left unfinished. That comes up held, as after any \
      restart, and goes on when `tranche resume` lets it; the run ends when every order is over.
      """)

  /// `hold` leaves the order to a person.
  enum Owed: String, ExpressibleByArgument, CaseIterable {
    case hold, skip, spread
    case catchUp = "catch-up"

    var decision: OwedDecision? { OwedDecision(rawValue: rawValue) }
  }

  /// What happens one interval after the last slice.
  enum Leftover: String, ExpressibleByArgument, CaseIterable {
    case cancel, leave

    var rule: LeftoverRule {
      switch self {
      case .cancel: .cancel
      case .leave: .leave
      }
    }
  }

  /// What happens to an order that would run past the close.
  enum Close: String, ExpressibleByArgument, CaseIterable {
    case refuse, shorten

    var rule: PastClose {
      switch self {
      case .refuse: .refuse
      case .shorten: .shorten
      }
    }
  }

  @Argument(help: ArgumentHelp("Orders; none to take up what is unfinished.", valueName: "order"))
  var orders: [String] = []

  @Option(help: "What happens to shares still owed after the last slice.")
  var owed = Owed.hold

  @Flag(name: .customLong("repeat"), help: "Enter an order again that was entered today.")
  var repeats = false

  @Flag(help: "Enter an order that a limit warns about.")
  var acceptWarnings = false

  @Option(help: "What still works one interval after the last slice.")
  var leftover = Leftover.cancel

  @Option(help: "An order that would run past the close; without it, as the settings say.")
  var pastClose: Close?

  @Flag(help: "Print JSON, one object a line.")
  var json = false

  @OptionGroup var engine: EngineOptions
  @OptionGroup var settings: SettingsOptions

  func run() throws {
    let effective = try settings.load()
    let settings = effective.values
    let requests = try orders.map(OrderText.parse)
    let policy = RunPolicy(
      owed: owed.decision, repeats: repeats, acceptsWarnings: acceptWarnings, leftover: leftover.rule,
      pastClose: pastClose?.rule ?? settings.pastClose)
    let setup = try engine.setup(effective, unattended: true)
    let engine = try BlockingWait.run { () async throws(CommandFailure) in
      try await Engine.open(setup, settings: settings)
    }
    let session = try RunSession(
      engine: engine, requests: requests, policy: policy, report: RunReport(asJSON: json))
    let status = try session.run()
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
