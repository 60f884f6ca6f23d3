internal import ArgumentParser
internal import Glibc
internal import Terminal

/// The program. Its `main` is synchronous, and stays so: with an asynchronous one the main thread, which is
/// the input thread, would be handed to the runtime at the first suspension.
@main
struct Tranche: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tranche",
    abstract: "Splits an order into slices over time, watches them fill, and stops everything at one key.",
    discussion: """
      Without a command it opens the console, whose options are those of tranche console:
        [--broker paper|alpaca] [--live] [--account NUMBER] [--state DIR] [--config FILE]
        [--theme NAME] [--seed N] [--speed N] [--faults FILE] [--replay FILE] [--ascii] [--mouse]
        [--read-only]

      Exit codes:
      \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.words)" }.joined(separator: "\n"))
      """,
    version: Version.text,
    subcommands: [
      OpenConsoleCommand.self, PlanCommand.self, RunCommand.self, StatusCommand.self, OrdersCommand.self,
      SlicesCommand.self,
      EventsCommand.self, CancelCommand.self, HoldCommand.self, ResumeCommand.self, ResolveCommand.self,
      KillCommand.self, ReleaseCommand.self, BreakerCommand.self, GuardsCommand.self, FirmCommand.self,
      VerifyCommand.self, SettingsCommand.self, KeysCommand.self, VenueCommand.self,
    ],
    defaultSubcommand: OpenConsoleCommand.self)

  static func main() {
    // First of all, and for every command: keys must not stay where any process of this user reads them.
    EnvironmentKeys.take()
    // Before anything starts a thread: a thread started earlier would take a signal and die of it.
    Signals.blockAll()
    CrashEnd.install()
    do {
      #if PLANTED_BUGS
        try PlantedFaults.arm()
      #endif
      var command = try parseAsRoot()
      if !(command is any EngineCommand) { Interruption.allow() }
      try command.run()
    } catch let failure as CommandFailure {
      StandardError.say(failure.message)
      Glibc.exit(failure.status.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}

/// A command that runs an engine and takes signals as data. All others die of them as usual.
protocol EngineCommand: ParsableCommand {}

/// What the program calls itself.
enum Version {
  #if PLANTED_BUGS
    /// Such a build must never be taken for the program.
    static let text = "0.1.0 with planted bugs"
  #else
    static let text = "0.1.0"
  #endif
}
