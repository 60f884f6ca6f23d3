internal import Brokers
internal import DeskModel
internal import Glibc
internal import OrderStore
internal import PaperExchange
internal import SlicingCore

extension Engine {
  /// Reaches the broker, takes the folder's lock and opens everything; nothing is sent before `start()`.
  static func open(
    _ setup: EngineSetup, settings: Settings, for purpose: AlpacaSetup.Purpose = .trading
  ) async throws(CommandFailure) -> Engine {
    let destination = try await Destination.reach(setup, for: purpose)
    return try await open(setup, destination, settings: settings, for: purpose)
  }

  /// Takes the folder's lock and opens everything over a broker that was reached.
  static func open(
    _ setup: EngineSetup, _ destination: Destination, settings: Settings,
    for purpose: AlpacaSetup.Purpose = .trading
  ) async throws(CommandFailure) -> Engine {
    switch try FolderClaim.make(try setup.path(of: destination)) {
    case .ours(let folder): return try await open(in: folder, destination, settings: settings, for: purpose)
    case .held(let holder): throw CommandFailure(StateFolderError.inUse(holder: holder))
    }
  }

  /// Opens everything in a folder whose lock was taken.
  static func open(
    in folder: StateFolder, _ destination: Destination, settings: Settings,
    for purpose: AlpacaSetup.Purpose = .trading
  ) async throws(CommandFailure) -> Engine {
    ProgramLog.start(in: folder)
    let killWord = try openKillWord(in: folder)
    let (store, stored) = try await readStore(in: folder, of: destination.identity)
    let (broker, clock, isRehearsal) = try await openBroker(destination, in: folder, store, stored)
    let aids = try aids(settings, isPaper: destination.isPaper, for: purpose)
    let model = try await openModel(
      store: store, broker: broker, clock: clock, killWord: killWord, aids: aids, settings: settings)
    if let fault = stored.guardFault { ProgramLog.note("guards: \(fault)") }
    return Engine(
      folder: folder, killWord: killWord, store: store, model: model, clock: clock, settings: settings,
      isRehearsal: isRehearsal)
  }

  /// What trading needs beside the broker.
  private struct Aids {
    var firm: (any FirmSwitching)?
    var averageVolumes: [Symbol: Shares] = [:]
  }

  /// An engine that only cancels does without: a setting that is wrong must not keep it from that. The firm
  /// is told by whoever started it, once the cancels are out.
  private static func aids(
    _ settings: Settings, isPaper: Bool, for purpose: AlpacaSetup.Purpose
  ) throws(CommandFailure) -> Aids {
    switch purpose {
    case .canceling: Aids()
    case .trading:
      Aids(
        firm: try FirmLink.open(settings, isPaper: isPaper),
        averageVolumes: try AverageVolumes.load(settings))
    }
  }

  private static func openKillWord(in folder: StateFolder) throws(CommandFailure) -> KillWord {
    do throws(KillWordError) {
      return try folder.openKillWord()
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Refuses a folder that holds another account's orders.
  private static func readStore(
    in folder: StateFolder, of identity: Identity
  ) async throws(CommandFailure) -> (OrderStore, StoredDesk) {
    do throws(StoreError) {
      let store = try await OrderStore.open(folder, identity: identity)
      return (store, try await store.load(today: NewYork.date(of: WallTime.now())))
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func openModel(
    store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord, aids: Aids,
    settings: Settings
  ) async throws(CommandFailure) -> DeskModel {
    var options = DeskModelOptions()
    options.averageVolumes = aids.averageVolumes
    do throws(StoreError) {
      return try await DeskModel.open(
        store: store, broker: broker, clock: clock, killWord: killWord,
        limits: settings.limits(atSpeed: clock.speed), deskName: settings.desk,
        onLinkLoss: settings.onLinkLoss.rule, firm: aids.firm, options: options)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func openBroker(
    _ destination: Destination, in folder: StateFolder, _ store: OrderStore, _ stored: StoredDesk
  ) async throws(CommandFailure) -> (any Broker, WorldClock, isRehearsal: Bool) {
    switch destination {
    case .account(let account): return (account.broker, account.clock, false)
    case .paper(let setup):
      let clock = try await rehearsalClock(setup.speed, in: folder, store, stored)
      try requireLedger(in: folder, for: stored)
      let broker = try paperBroker(setup, folder: folder, clock: clock)
      return (broker, clock, setup.speed > 1 || stored.rehearsalClock != nil)
    }
  }

  // MARK: Paper

  /// A rehearsal's database goes on from where its clock stopped, so the clock is known only once it is read.
  private static func rehearsalClock(
    _ speed: Int, in folder: StateFolder, _ store: OrderStore, _ stored: StoredDesk
  ) async throws(CommandFailure) -> WorldClock {
    let clock = WorldClock(speed: speed, resumingAt: try rehearsedUntil(stored, in: folder))
    guard speed > 1 || stored.rehearsalClock != nil else { return clock }
    do throws(StoreError) {
      try await store.saveRehearsalClock(RehearsalClock(instant: clock.now(), speed: speed))
      return clock
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

  private static func paperBroker(
    _ setup: PaperSetup, folder: StateFolder, clock: WorldClock
  ) throws(CommandFailure) -> PaperBroker {
    do {
      return try PaperBroker(
        seed: setup.seed, ledgerPath: folder.path(of: .paperLedger), faults: setup.faults, tape: setup.tape,
        clock: clock, sessions: setup.sessions)
    } catch let error as LedgerError {
      if case .otherSeed = error { throw CommandFailure(.usage, "\(error)") }
      throw CommandFailure(.cannotWrite, "\(error)")
    } catch {
      throw CommandFailure(.cannotWrite, "the paper exchange cannot be opened: \(error)")
    }
  }
}

extension EngineSetup {
  /// The folder that was named, or the one that belongs to what was reached.
  func path(of destination: Destination) throws(CommandFailure) -> String {
    if let statePath { return statePath }
    return try StateOptions.usualPath(of: destination.identity)
  }
}
