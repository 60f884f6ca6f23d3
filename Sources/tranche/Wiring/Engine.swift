internal import Brokers
internal import DeskModel
internal import Glibc
internal import OrderStore
internal import PaperExchange
internal import SlicingCore

/// A desk with everything it runs on: the folder with its lock, the kill word, the store, the broker and the
/// model. The screen, or the lack of one, is somebody else's business.
struct Engine: Sendable {
  let folder: StateFolder
  let killWord: KillWord
  let store: OrderStore
  let model: DeskModel
  let clock: WorldClock
  let settings: Settings
  /// Set where the database runs on a world clock of its own.
  let isRehearsal: Bool

  /// Takes the folder's lock and opens everything; nothing is connected before `start()`.
  static func open(_ setup: EngineSetup, settings: Settings) async throws(CommandFailure) -> Engine {
    switch try FolderClaim.make(setup.statePath) {
    case .ours(let folder): try await open(in: folder, setup, settings: settings)
    case .held(let holder): throw CommandFailure(StateFolderError.inUse(holder: holder))
    }
  }

  /// Opens everything in a folder whose lock was taken.
  static func open(
    in folder: StateFolder, _ setup: EngineSetup, settings: Settings
  ) async throws(CommandFailure) -> Engine {
    ProgramLog.start(in: folder)
    let killWord = try openKillWord(in: folder)
    let (store, stored, clock) = try await openStore(in: folder, speed: setup.speed)
    try requireLedger(in: folder, for: stored)
    let broker = try openBroker(setup, folder: folder, clock: clock)
    let model = try await openModel(
      store: store, broker: broker, clock: clock, killWord: killWord,
      limits: settings.limits(atSpeed: setup.speed),
      desk: settings.desk)
    if let fault = stored.guardFault { ProgramLog.note("guards: \(fault)") }
    return Engine(
      folder: folder, killWord: killWord, store: store, model: model, clock: clock, settings: settings,
      isRehearsal: setup.speed > 1 || stored.rehearsalClock != nil)
  }

  /// Connects and recovers.
  func start() async throws(CommandFailure) {
    do {
      try await model.start()
    } catch {
      throw CommandFailure(.unreachable, "the broker cannot be reached: \(error)")
    }
  }

  /// The world clock's present.
  var now: Instant { clock.now() }
  /// How many times as fast as the wall the world clock runs.
  var speed: Int { clock.speed }

  /// Stops new orders; in force when this returns, and told to nobody yet.
  func engageKillWord() { killWord.engage(atWall: clock.wallNow()) }

  /// The halt: in force when this returns, whatever the model is doing; recording and canceling follow.
  func halt(by actor: Actor, reason: String) { model.halt(by: actor, reason: reason) }

  /// Stops new orders, settles what is under way, writes everything down and closes the file.
  func end(hold reason: String?) async -> ShutdownReport {
    let report = await model.shutdown(hold: reason)
    do throws(StoreError) {
      if isRehearsal {
        try await store.saveRehearsalClock(RehearsalClock(instant: clock.now(), speed: clock.speed))
      }
      try await store.close()
    } catch {
      // Every commit stands already; what is lost is the tidy end of the file.
      ProgramLog.note("closing the database: \(error.words)")
    }
    return report
  }

  // MARK: Opening

  private static func openKillWord(in folder: StateFolder) throws(CommandFailure) -> KillWord {
    do throws(KillWordError) {
      return try folder.openKillWord()
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func openModel(
    store: OrderStore, broker: PaperBroker, clock: WorldClock, killWord: KillWord, limits: RiskLimits,
    desk: String
  ) async throws(CommandFailure) -> DeskModel {
    do throws(StoreError) {
      return try await DeskModel.open(
        store: store, broker: broker, clock: clock, killWord: killWord, limits: limits, deskName: desk)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A rehearsal's database goes on from where its clock stopped, so the clock is known only once it is read.
  private static func openStore(
    in folder: StateFolder, speed: Int
  ) async throws(CommandFailure) -> (OrderStore, StoredDesk, WorldClock) {
    let (store, first) = try await readStore(in: folder)
    let clock = WorldClock(speed: speed, resumingAt: try rehearsedUntil(first, in: folder))
    guard speed > 1 || first.rehearsalClock != nil else { return (store, first, clock) }
    do throws(StoreError) {
      try await store.saveRehearsalClock(RehearsalClock(instant: clock.now(), speed: speed))
      return (store, try await store.load(today: NewYork.date(of: clock.now())), clock)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func readStore(
    in folder: StateFolder
  ) async throws(CommandFailure) -> (OrderStore, StoredDesk) {
    do throws(StoreError) {
      let identity = Identity(
        broker: "paper", account: "paper", environment: BrokerEnvironment.paper.rawValue)
      let store = try await OrderStore.open(folder, identity: identity)
      return (store, try await store.load(today: NewYork.date(of: WallTime.now())))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Where a rehearsal's clock stopped; nil where the database runs by the wall. After a crash the venue may
  /// know of a later instant than the last commit, and then that is it: a clock that ran backwards would date
  /// what the venue did in the last life behind what the desk does in this one.
  private static func rehearsedUntil(
    _ stored: StoredDesk, in folder: StateFolder
  ) throws(CommandFailure) -> Instant? {
    guard let desk = stored.rehearsalClock?.instant else { return nil }
    do throws(LedgerError) {
      return max(desk, try PaperLedger.lastInstant(folder.path(of: .paperLedger)) ?? desk)
    } catch {
      throw CommandFailure(.cannotWrite, "\(error)")
    }
  }

  /// The paper venue's truth is its ledger. A folder with orders and without it must not begin a new one in
  /// silence: every order of the past would be unknown to the venue.
  private static func requireLedger(in folder: StateFolder, for stored: StoredDesk) throws(CommandFailure) {
    let path = folder.path(of: .paperLedger)
    guard stored.lastOrdinal > 0, access(path, F_OK) != 0 else { return }
    throw CommandFailure(
      .cannotWrite,
      "the paper venue's ledger \(path) is gone: put it back, or use another folder with --state")
  }

  private static func openBroker(
    _ setup: EngineSetup, folder: StateFolder, clock: WorldClock
  ) throws(CommandFailure) -> PaperBroker {
    do {
      return try PaperBroker(
        seed: setup.seed, ledgerPath: folder.path(of: .paperLedger), faults: setup.faults, clock: clock)
    } catch let error as LedgerError {
      if case .otherSeed = error { throw CommandFailure(.usage, "\(error)") }
      throw CommandFailure(.cannotWrite, "\(error)")
    } catch {
      throw CommandFailure(.cannotWrite, "the paper exchange cannot be opened: \(error)")
    }
  }
}
