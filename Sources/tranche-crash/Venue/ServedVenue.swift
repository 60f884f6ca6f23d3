internal import Foundation
internal import Glibc
internal import PaperExchange
internal import SlicingCore

/// `tranche venue` in a process of its own, with its own folder. It outlives the engine, and may be killed
/// and started again itself: on the same port and over the same ledger.
final class ServedVenue: Venue {
  static let keys = (id: "crash-key", secret: "crash-secret")

  private let scenario: Scenario
  private let program: TrancheProgram
  private let ledger: Ledger
  private var process: ChildProcess?
  /// 0 until it was started once.
  private var port = 0
  private var starts = 0
  /// Killed, and not to be started again before this.
  private var isDownUntil: ContinuousClock.Instant?
  private var nextDeath: Scenario.VenueDeath?
  private(set) var deaths = 0

  private static let startLimit = Duration.seconds(60)
  /// In microseconds. No request takes as long once its connection is closed, on a busy machine either.
  private static let handling: UInt32 = 300_000

  init(_ scenario: Scenario, program: TrancheProgram) {
    self.scenario = scenario
    self.program = program
    // The stream and the list of fills have no id in common: an execution is its order and its running total.
    ledger = Ledger(state: program.venueState) { "\($0.orderID):\($1.count)" }
  }

  func arguments(life: Int) -> [String] { ["--broker", "alpaca"] }

  func orders() throws -> [LedgerOrder] { try ledger.orders() }

  func begin(life: Int) throws {
    try noticeDeath()
    if process == nil { try start() }
    if life == 0 { try writeSettings() }
    guard let process, let death = scenario.venueDeaths.first(where: { $0.life == life }) else { return }
    nextDeath = death
    process.die(at: .now + death.after)
  }

  func tend() throws {
    try noticeDeath()
    if process == nil, isDownUntil.map({ $0 <= .now }) ?? true { try start() }
  }

  /// What was written to it is read before its connection is closed, and booked right after.
  func settle() throws {
    try noticeDeath()
    guard process != nil else { return }
    let giveUp = ContinuousClock.now + .seconds(30)
    while try Connections.areOpen(port: port) {
      if ContinuousClock.now > giveUp { throw VenueTrouble.holdsConnections }
      usleep(5_000)
    }
    usleep(ServedVenue.handling)
  }

  func end() {
    process?.send(SIGKILL)
    _ = process?.wait(atMost: .seconds(5))
    process = nil
  }

  // MARK: The process

  private func noticeDeath() throws {
    guard let ending = process?.ending else { return }
    process = nil
    guard let death = nextDeath, ending == .signaled(SIGKILL) else {
      throw VenueTrouble.ended(ending, errors: program.text("\(output).err"))
    }
    deaths += 1
    nextDeath = nil
    isDownUntil = .now + death.downFor
  }

  private var output: String { "\(program.folder)/venue" }

  private func start() throws {
    isDownUntil = nil
    starts += 1
    let child = try program.startVenue(arguments(), output: output)
    let giveUp = ContinuousClock.now + ServedVenue.startLimit
    // Each start says where it listens.
    while true {
      let lines = program.text("\(output).out").split(separator: "\n", omittingEmptySubsequences: true)
      if lines.count == starts, let port = lines.last?.split(separator: ":").last.flatMap({ Int($0) }) {
        self.port = port
        process = child
        return
      }
      if let ending = child.ending {
        throw VenueTrouble.ended(ending, errors: program.text("\(output).err"))
      }
      if ContinuousClock.now > giveUp {
        child.send(SIGKILL)
        throw VenueTrouble.saysNothing
      }
      usleep(2_000)
    }
  }

  private func arguments() -> [String] {
    let keys = ServedVenue.keys
    return [
      "venue", "--port", "\(port)", "--key", keys.id, "--secret", keys.secret, "--state", program.venueState,
      "--seed", "\(scenario.seed)", "--rate", "\(Cell.requestsPerMinute)",
      "--deduplicate", scenario.cell.deduplication,
    ] + scenario.cell.venueFaults.flatMap { ["--fault", $0] }
  }

  private func writeSettings() throws {
    let folder = "\(program.settings)/tranche"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let text = """
      [alpaca]
      endpoint = "http://127.0.0.1:\(port)"
      requests_per_minute = \(Cell.requestsPerMinute)
      deduplicates = "\(scenario.cell.deduplication)"
      [breaker]
      quiet_period = "1s"

      """
    let isWritten = FileManager.default.createFile(
      atPath: "\(folder)/config.toml", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    if !isWritten { throw VenueTrouble.noSettings(folder) }
  }
}

/// What keeps a run from having a venue.
enum VenueTrouble: Error, CustomStringConvertible {
  case ended(Ending, errors: String)
  case saysNothing
  case holdsConnections
  case noSettings(String)

  var description: String {
    switch self {
    case .ended(let ending, let errors): "the venue ended with \(ending): \(errors)"
    case .saysNothing: "the venue does not say where it listens"
    case .holdsConnections: "the venue holds connections of an engine that is gone"
    case .noSettings(let folder): "no settings can be written to \(folder)"
    }
  }
}
