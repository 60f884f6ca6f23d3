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
    // A desk begun here now would be the paper desk's, and the folder is perhaps an account's to be.
    guard try FolderAccount.isBegun(folder) else {
      try engage(folder)
      return try output.show(ControlReply(.done, "\(Self.halted); no desk was begun in this folder yet"))
    }
    do throws(CommandFailure) {
      try output.show(try OfflineAct(folder: folder, file: file).carryOut(request))
    } catch {
      try engage(folder)
      throw CommandFailure(error.status, "\(Self.halted). \(Self.notCanceled(in: folder)): \(error.message)")
    }
  }

  /// Less than everything is the engine's to know: the kill word has one meaning.
  private func haltSome(_ request: ControlRequest, _ folder: StateFolder) throws(CommandFailure) {
    switch ControlClient.ask(request, in: folder.path) {
    case .reply(let reply): try output.show(reply)
    case .silent:
      throw CommandFailure(
        .unreachable, "not halted: the engine does not answer; tranche kill, of everything, needs no answer")
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
    // What the engine would have told the firm.
    let firm = FirmLink.engage(file, reason: reason ?? "").map { ". \($0)" } ?? ""
    guard let account else {
      throw CommandFailure(
        .unreachable, "\(Self.halted). The engine does not answer, so what works was not canceled\(firm)")
    }
    if !firm.isEmpty { StandardError.say("the firm's switch\(firm)") }
    try cancelOutside(account, folder)
  }

  /// The engine is stopped or hung, and the broker can be reached without it.
  private func cancelOutside(_ account: FolderAccount, _ folder: StateFolder) throws(CommandFailure) {
    let receipt: OutsideReceipt
    do throws(CommandFailure) {
      receipt = try OutsideCancel(
        account: account, folder: folder, settings: try file.load().values.alpaca
      ).carryOut()
    } catch {
      throw CommandFailure(
        error.status,
        "\(Self.halted). The engine does not answer. \(Self.notCanceled(in: folder)): \(error.message)")
    }
    let (canceled, left) = receipt.words(account)
    let words = "\(Self.halted). The engine does not answer; \(canceled)"
    if let left { throw CommandFailure(.unreachable, "\(words); \(left)") }
    try output.show(ControlReply(.done, words))
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
