internal import DeskModel
internal import SlicingCore

/// A halt or a cancel where no engine runs: one is started for as long as it takes, with everything held as
/// after any restart, so that nothing can be sent, and ends when the paper exchange has canceled what worked.
///
/// Rejected: acting on the ledger and the database apart from the engine. There would be two programs that
/// decide what a canceled order is.
struct OfflineAct {
  let folder: String

  func carryOut(_ request: ControlRequest) throws(CommandFailure) -> ControlReply {
    let setup = EngineSetup(statePath: folder)
    return try BlockingWait.run { () async throws(CommandFailure) in
      let engine = try await Engine.open(setup, settings: Settings())
      try await engine.start()
      let reply = await ControlService(engine.model).answer(request)
      await Settling.wait(for: engine.model) { desk in
        desk.books.allSatisfy { $0.shares.working == .zero || !$0.slices.contains { $0.isBeingCanceled } }
      }
      _ = await engine.end(hold: nil)
      return reply
    }
  }
}

extension Slice {
  fileprivate var isBeingCanceled: Bool { cancelRequested && status.isWorking }
}
