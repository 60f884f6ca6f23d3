internal import ArgumentParser
internal import PaperExchange

/// What an engine is started with, on the command line.
struct EngineOptions: ParsableArguments {
  enum BrokerName: String, ExpressibleByArgument, CaseIterable {
    case paper, alpaca
  }

  @Option(help: "The broker orders go to.")
  var broker = BrokerName.paper

  @Flag(help: "Trade with real money.")
  var live = false

  @OptionGroup var folder: StateOptions

  @Option(help: ArgumentHelp("Seed of the paper exchange's prices.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("World clock this many times as fast as the wall's, for rehearsal.", valueName: "n"))
  var speed = 1

  @Option(help: ArgumentHelp("Script of faults between the desk and the paper exchange.", valueName: "file"))
  var faults: String?

  func validate() throws {
    guard (1...100_000).contains(speed) else {
      throw ValidationError("--speed takes a number from 1 to 100000")
    }
    guard broker == .paper, !live else {
      throw ValidationError("this build has no broker but paper: leave --broker and --live out")
    }
  }

  func setup() throws(CommandFailure) -> EngineSetup {
    EngineSetup(statePath: try folder.path(), seed: seed, speed: speed, faults: try faultScript())
  }

  private func faultScript() throws(CommandFailure) -> FaultScript {
    guard let faults else { return .none }
    do {
      return try FaultScript(contentsOf: faults)
    } catch {
      throw CommandFailure(.usage, "\(faults): \(error)")
    }
  }
}

/// What an engine is started with.
struct EngineSetup: Sendable {
  var statePath: String
  /// Nil for the ledger's own.
  var seed: UInt64?
  var speed = 1
  var faults = FaultScript.none
}
