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

  func carryOut(_ request: ControlRequest) throws(CommandFailure) -> ControlReply {
    let (setup, settings) = try setup()
    return try BlockingWait.run { () async throws(CommandFailure) in
      let engine = try await Engine.open(setup, settings: settings, for: .canceling)
      try await engine.start()
      let reply = await ControlService(engine.model).answer(request)
      // As long as an order in doubt may take to appear: it is looked for until then, and canceled if it
      // does.
      await Settling.wait(for: engine.model, atMost: .seconds(40)) { desk in
        desk.books.allSatisfy { !$0.slices.contains { $0.isBeingCanceled } }
      }
      let left = await engine.model.snapshot().desk.books.flatMap(\.slices).count { $0.isBeingCanceled }
      _ = await engine.end(hold: nil)
      guard left == 0 else {
        throw CommandFailure(
          .unreachable, "\(left) \(left == 1 ? "order is" : "orders are") not confirmed as canceled")
      }
      return reply
    }
  }

  /// The broker is the one whose orders the folder holds. A paper folder needs no settings to be halted, so
  /// that none can keep it from that.
  private func setup() throws(CommandFailure) -> (EngineSetup, Settings) {
    guard let account = try FolderAccount.of(folder) else {
      return (EngineSetup(statePath: folder.path, venue: .paper(PaperSetup())), Settings())
    }
    let settings = try file.load().values
    let setup = EngineSetup(
      statePath: folder.path, venue: .alpaca(try account.setup(settings.alpaca)))
    return (setup, settings)
  }
}

extension Slice {
  fileprivate var isBeingCanceled: Bool { cancelRequested && (status.isWorking || status == .unknown) }
}
