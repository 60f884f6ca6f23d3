internal import Foundation
internal import PaperExchange
internal import SlicingCore

/// The exchange of a run: what the program has to be told to trade there, and its own truth of what it took
/// in.
protocol Venue {
  /// For `tranche run`, in the life of this number.
  func arguments(life: Int) -> [String]
  /// Everything it ever took in or rejected; nothing while it has not begun a ledger.
  func orders() throws -> [LedgerOrder]
  /// A life of the engine is about to start.
  func begin(life: Int) throws
  /// Looks after it while a life goes on.
  func tend() throws
  /// Returns once what left a dead engine has arrived, or never will.
  func settle() throws
  /// The run is over.
  func end()
  /// How often it was killed so far.
  var deaths: Int { get }
}

extension Venue {
  /// How many orders it took in.
  func bookings() throws -> Int { try orders().count(where: \.wasTakenIn) }
}

/// The exchange inside the program: it starts, dies and is told everything with it.
struct BuiltInVenue: Venue {
  private let scenario: Scenario
  private let folder: String
  private let ledger: Ledger
  let deaths = 0

  init(_ scenario: Scenario, program: TrancheProgram) {
    self.scenario = scenario
    folder = program.folder
    ledger = Ledger(state: program.state) { execution, _ in execution.id }
  }

  func arguments(life: Int) -> [String] {
    // After the first life the ledger knows its seed; one that a halt began before any order has its own.
    let seed = life == 0 ? ["--seed", "\(scenario.seed)"] : []
    return ["--faults", "\(folder)/faults", "--speed", "\(scenario.speed)"] + seed
  }

  func orders() throws -> [LedgerOrder] { try ledger.orders() }

  func begin(life: Int) throws {
    guard life == 0 else { return }
    try scenario.cell.script.write(toFile: "\(folder)/faults", atomically: true, encoding: .utf8)
  }

  func tend() {}
  func settle() {}
  func end() {}
}
