internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// A halt or a cancel where no engine runs: one is started for as long as it takes, with everything held as
/// after any restart, so that nothing can be sent, and ends when the venue has canceled what worked.
///
/// Rejected: acting on the venue and the database apart from the engine. There would be two programs that
/// decide what a canceled order is.
struct OfflineAct {
  let folder: StateFolder
  let file: SettingsFileOption

  /// What came of it.
  struct Receipt: Sendable {
    let reply: ControlReply
    /// Orders whose end the venue has not confirmed.
    let unconfirmed: Int
  }

  /// As long as an order in doubt may take to appear: it is looked for until then, and canceled if it does.
  private static let patience = Duration.seconds(40)

  /// A broker that cannot be reached keeps nobody from the record: who halted, and why, is written down all
  /// the same.
  func carryOut(_ request: ControlRequest) throws(CommandFailure) -> Receipt {
    try BlockingWait.run { () async throws(CommandFailure) in
      let reached: (EngineSetup, Settings, Destination)
      do throws(CommandFailure) {
        let (setup, settings) = try await self.setup()
        reached = (setup, settings, try await Destination.reach(setup, for: .canceling))
      } catch {
        if request.haltsEverything { try await record(request, despite: error) }
        throw error
      }
      let (setup, settings, destination) = reached
      return try await Self.act(request, try await Self.open(setup, destination, settings))
    }
  }

  private static func open(
    _ setup: EngineSetup, _ destination: Destination, _ settings: Settings
  ) async throws(CommandFailure) -> Engine {
    try await Engine.open(setup, destination, settings: settings, for: .canceling)
  }

  private static func act(
    _ request: ControlRequest, _ engine: Engine
  ) async throws(CommandFailure) -> Receipt {
    let before = await engine.model.snapshot().desk
    try await engine.start(halting: halt(request))
    // A halt of everything is what the engine was started with: given twice, it would be on record twice.
    let answer = request.haltsEverything ? nil : await ControlService(engine.model).answer(request)
    await Settling.wait(for: engine.model, atMost: patience) { desk in
      desk.books.allSatisfy { !$0.slices.contains { $0.isBeingCanceled } }
    }
    let after = await engine.model.snapshot().desk
    let reply = answer ?? ControlReply(.done, HaltReceipt(before: before, after: after).words)
    let left = after.books.flatMap(\.slices).count { $0.isBeingCanceled }
    let report = await engine.end(hold: nil)
    return Receipt(reply: reply.noting(report), unconfirmed: left)
  }

  /// Who halts, for the engine's first record.
  private static func halt(_ request: ControlRequest) -> (by: Actor, reason: String)? {
    request.haltsEverything ? (request.actor, request.reasonText) : nil
  }

  /// Starts an engine over a broker that is not there: it records the halt, as one does that dies before its
  /// first cancel leaves. What works is canceled by the next one that reaches the broker.
  private func record(
    _ request: ControlRequest, despite failure: CommandFailure
  ) async throws(CommandFailure) {
    do throws(CommandFailure) {
      guard let account = try await FolderAccount.read(folder) else { return }
      let nowhere = Destination.account(.unreached(account.identity))
      let setup = EngineSetup(statePath: folder.path, venue: .paper(PaperSetup()))
      let engine = try await Self.open(setup, nowhere, Settings())
      try await engine.start(halting: Self.halt(request))
      if let disk = await engine.end(hold: nil).failure { throw CommandFailure(.cannotWrite, disk) }
    } catch {
      let words = "\(failure.message); who and why is not recorded: \(error.message)"
      throw CommandFailure(failure.status, words)
    }
  }

  /// The broker is the one whose orders the folder holds. A paper folder needs no settings to be halted, so
  /// that none can keep it from that.
  private func setup() async throws(CommandFailure) -> (EngineSetup, Settings) {
    guard let account = try await FolderAccount.read(folder) else {
      return (EngineSetup(statePath: folder.path, venue: .paper(PaperSetup())), Settings())
    }
    let settings = try file.load().values
    let setup = EngineSetup(
      statePath: folder.path, venue: .alpaca(try account.setup(settings.alpaca)))
    return (setup, settings)
  }
}

/// What a halt without an engine came to, order by order: whoever repeats it reads what that did.
private struct HaltReceipt {
  let before: Desk
  let after: Desk

  var words: String {
    guard let halt = after.kill.engagement else { preconditionFailure("a halt that is not in force") }
    let isNew = before.kill.engagement == nil
    let stopped = "halted: \(halt.slicesStopped) \(halt.slicesStopped == 1 ? "slice" : "slices") stopped"
    return "\(isNew ? stopped : "already halted \(halt.sinceWords)"), \(orders)"
  }

  /// Of the orders that may have worked when it began.
  private var orders: String {
    let asked = before.books.flatMap(\.slices).filter { slice in
      slice.status.isWorking || slice.status == .unknown || slice.status == .sending
    }
    let ends = asked.compactMap { after.slice($0.id)?.status }
    let canceled = ends.count { $0 == .canceled }
    let filled = ends.count { $0 == .filled }
    let words = ["\(canceled) \(canceled == 1 ? "order" : "orders") canceled"]
    return (words + (filled > 0 ? ["\(filled) filled first"] : [])).joined(separator: ", ")
  }
}

extension ControlReply {
  /// The same where it could not be written down.
  fileprivate func noting(_ report: ShutdownReport) -> ControlReply {
    guard outcome == .done, let failure = report.failure else { return self }
    return ControlReply(.unstored, "\(message); in force, but not on disk: \(failure)", blocked: blocked)
  }
}

extension Slice {
  fileprivate var isBeingCanceled: Bool { cancelRequested && (status.isWorking || status == .unknown) }
}
