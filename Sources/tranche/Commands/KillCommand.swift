internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche kill`: stops all orders, whoever runs the desk and whatever state it is in.
struct KillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Halts: no new orders of any kind, and what works is canceled. Stays until released.")

  @OptionGroup var scope: HaltScopeOptions

  @Option(help: ReasonArgument.help)
  var reason: String?

  @OptionGroup var folder: StateOptions
  @OptionGroup var file: SettingsFileOption
  @OptionGroup var output: AnswerOptions

  func run() throws {
    let folder = try folder.openReadOnly()
    let request = scope.request(.kill, reason: reason ?? "")
    guard scope.isEverything else { return try haltSome(request, folder) }
    if ControlClient.isServed(folder.path) {
      // The word first: an engine that hangs or is stopped sends nothing from here on.
      try engage(folder)
      return try ask(request, in: folder)
    }
    try conclude(try haltOffline(request, folder), isPaper: isPaper(folder))
  }

  /// Whatever keeps the cancels back, the word is set.
  private func haltOffline(
    _ request: ControlRequest, _ folder: StateFolder
  ) throws(CommandFailure) -> Result<ControlReply, CommandFailure> {
    do throws(CommandFailure) {
      // A desk begun here now would be the paper desk's, and the folder is perhaps an account's to be.
      guard try FolderAccount.isBegun(folder) else {
        try engage(folder)
        return .success(ControlReply(.done, "\(Self.halted); no desk was begun in this folder yet"))
      }
      return .success(try OfflineAct(folder: folder, file: file).carryOut(request))
    } catch {
      try engage(folder)
      let words = "\(Self.halted). \(Self.notCanceled(in: folder)): \(error.message)"
      return .failure(CommandFailure(error.status, words))
    }
  }

  /// Tells the firm, which no engine did, and then says what came of everything: cancels wait for no server.
  private func conclude(
    _ outcome: Result<ControlReply, CommandFailure>, isPaper: Bool
  ) throws(CommandFailure) {
    let told = FirmLink.engage(file, isPaper: isPaper, reason: reason ?? "", by: Actor(Operator.name))
    let firm = told.map { ". \($0.words)" } ?? ""
    switch outcome {
    case .failure(let failure): throw CommandFailure(failure.status, failure.message + firm)
    case .success(let reply):
      if reply.outcome == .done, let told, !told.isDone {
        throw CommandFailure(.unreachable, reply.message + firm)
      }
      try output.show(ControlReply(reply.outcome, reply.message + firm, blocked: reply.blocked))
    }
  }

  /// A folder that does not say whose it is, is perhaps an account's.
  private func isPaper(_ folder: StateFolder) -> Bool {
    do throws(CommandFailure) {
      guard try FolderAccount.isBegun(folder) else { return self.folder.isUsualPaper }
      return try FolderAccount.of(folder) == nil
    } catch {
      // Why is in the words of what was tried before.
      return false
    }
  }

  /// Less than everything is the engine's to know: the kill word has one meaning.
  private func haltSome(_ request: ControlRequest, _ folder: StateFolder) throws(CommandFailure) {
    switch ControlClient.ask(request, in: folder.path) {
    case .reply(let reply): try output.show(reply)
    case .silent:
      throw CommandFailure(
        .unreachable,
        "not known whether halted: the engine does not answer; tranche kill, of everything, needs no answer")
    case .nobody:
      guard try FolderAccount.isBegun(folder) else {
        throw CommandFailure(.unreachable, "not halted: no desk was begun in \(folder.path) yet")
      }
      try output.show(try OfflineAct(folder: folder, file: file).carryOut(request))
    }
  }

  private func ask(_ request: ControlRequest, in folder: StateFolder) throws(CommandFailure) {
    let account = try FolderAccount.of(folder)
    let patience = account == nil ? 3000 : OutsideCancel.enginePatience
    if case .reply(let reply) = ControlClient.ask(request, in: folder.path, patience: patience) {
      return try output.show(reply)
    }
    guard let account else {
      let words = "\(Self.halted). The engine does not answer, so what works was not canceled"
      return try conclude(.failure(CommandFailure(.unreachable, words)), isPaper: true)
    }
    try conclude(cancelOutside(account, folder), isPaper: false)
  }

  /// The engine is stopped or hung, and the broker can be reached without it.
  private func cancelOutside(
    _ account: FolderAccount, _ folder: StateFolder
  ) -> Result<ControlReply, CommandFailure> {
    let receipt: OutsideReceipt
    do throws(CommandFailure) {
      receipt = try OutsideCancel(
        account: account, folder: folder, settings: try file.load().values.alpaca
      ).carryOut()
    } catch {
      return .failure(
        CommandFailure(
          error.status,
          "\(Self.halted). The engine does not answer. \(Self.notCanceled(in: folder)): \(error.message)"))
    }
    let (canceled, left) = receipt.words(account)
    let words = "\(Self.halted). The engine does not answer; \(canceled)"
    if let left { return .failure(CommandFailure(.unreachable, "\(words); \(left)")) }
    return .success(ControlReply(.done, words))
  }

  private static let halted = "halted: nothing new goes out"

  /// What works at a real broker is canceled there by hand; the words say where.
  private static func notCanceled(in folder: StateFolder) -> String {
    // Where even that cannot be read, the reason that follows says so.
    let account = (try? FolderAccount.of(folder)) ?? nil
    return account.map { "What works was NOT canceled; cancel it in \($0.place)" }
      ?? "What works was not canceled"
  }

  private func engage(_ folder: StateFolder) throws(CommandFailure) {
    do throws(KillWordError) {
      try folder.openKillWord().engage(atWall: WallTime.now())
    } catch {
      throw CommandFailure(error)
    }
  }
}
