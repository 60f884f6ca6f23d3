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
    let folder = try folder.openToHalt()
    let request = scope.request(.kill, reason: reason ?? "")
    guard scope.isEverything else { return try haltSome(request, folder) }
    // The word before anything else is looked at or waited for: whoever runs the desk sends nothing from here
    // on, hung, stopped or just starting. Where it cannot be set, an engine can still be told.
    let word = engage(folder)
    do throws(CommandFailure) {
      try haltEverything(request, folder, word)
    } catch {
      throw CommandFailure(error.status, "\(Self.words(word)) \(error.message)")
    }
    if case .failure(let failure) = word { throw failure }
  }

  /// The engine is asked first; whose the folder is matters only where none answers.
  private func haltEverything(
    _ request: ControlRequest, _ folder: StateFolder, _ word: Word
  ) throws(CommandFailure) {
    var account: Result<FolderAccount?, CommandFailure>?
    let answer = ControlClient.ask(request, in: folder.path, patience: OutsideCancel.enginePatience) {
      account = FolderAccount.find(folder)
      return OutsideCancel.furtherPatience(account)
    }
    switch answer {
    case .reply(let reply) where reply.outcome == .invalid:
      let words = "The engine did not take the request, but sees the kill word and cancels what works"
      throw CommandFailure(.unreachable, "\(words): \(reply.message)")
    case .reply(let reply): try output.show(reply)
    case .silent: try haltPastEngine(account ?? FolderAccount.find(folder), folder, word)
    case .nobody: try conclude(haltOffline(request, folder, word), isPaper: isPaper(folder))
    }
  }

  private func haltOffline(
    _ request: ControlRequest, _ folder: StateFolder, _ word: Word
  ) -> Result<ControlReply, CommandFailure> {
    do throws(CommandFailure) {
      // A desk begun here now would be the paper desk's, and the folder is perhaps an account's to be.
      guard try FolderAccount.isBegun(folder) else {
        return .success(
          ControlReply(.done, "\(Self.words(word)) No desk was begun in this folder yet"))
      }
      let receipt = try OfflineAct(folder: folder, file: file).carryOut(request)
      guard receipt.unconfirmed > 0 else { return .success(receipt.reply) }
      let words = "\(receipt.reply.message); \(CommandFailure.unconfirmed(receipt.unconfirmed))"
      return .failure(CommandFailure(.unreachable, words))
    } catch {
      let words = "\(Self.notCanceled(in: folder)): \(error.message)"
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
      try output.show(try OfflineAct(folder: folder, file: file).carryOut(request).confirmed())
    }
  }

  /// The engine is stopped or hung. Only at a real broker can anything be done without it.
  private func haltPastEngine(
    _ account: Result<FolderAccount?, CommandFailure>, _ folder: StateFolder, _ word: Word
  ) throws(CommandFailure) {
    let silence = "The engine does not answer"
    switch account {
    case .success(nil):
      let failure = CommandFailure(.unreachable, "\(silence), so what works was not canceled")
      try conclude(.failure(failure), isPaper: true)
    case .success(let account?): try conclude(cancelOutside(account, folder, silence, word), isPaper: false)
    case .failure(let error):
      let words = "\(silence). \(Self.notCanceled(in: folder)): \(error.message)"
      try conclude(.failure(CommandFailure(error.status, words)), isPaper: false)
    }
  }

  private func cancelOutside(
    _ account: FolderAccount, _ folder: StateFolder, _ silence: String, _ word: Word
  ) -> Result<ControlReply, CommandFailure> {
    do throws(CommandFailure) {
      let receipt = try OutsideCancel(
        account: account, folder: folder, settings: try file.load().values.alpaca
      ).carryOut()
      let (canceled, left) = receipt.words(account)
      if let left { return .failure(CommandFailure(.unreachable, "\(silence); \(canceled); \(left)")) }
      return .success(ControlReply(.done, "\(Self.words(word)) \(silence); \(canceled)"))
    } catch {
      let words = "\(silence). \(Self.notCanceled(in: folder)): \(error.message)"
      return .failure(CommandFailure(error.status, words))
    }
  }

  /// What works at a real broker is canceled there by hand; the words say where.
  private static func notCanceled(in folder: StateFolder) -> String {
    // Where even that cannot be read, the reason that follows says so.
    let account = (try? FolderAccount.of(folder)) ?? nil
    return account.map { "What works was NOT canceled; cancel it in \($0.place)" }
      ?? "What works was not canceled"
  }

  /// In front of whatever else failed.
  private static func words(_ word: Word) -> String {
    switch word {
    case .success: "halted: nothing new goes out."
    case .failure(let failure): "NOT halted by the kill word: \(failure.message)."
    }
  }

  /// Whether the kill word says that nothing may go out.
  private typealias Word = Result<Void, CommandFailure>

  private func engage(_ folder: StateFolder) -> Word {
    do throws(KillWordError) {
      let word = try folder.openKillWord()
      word.engage(atWall: WallTime.now())
      // Its latch holds for this process alone; what counts is what the others read.
      guard try KillWord.look(at: folder.path(of: .killWord)) != .allowed else {
        return .failure(CommandFailure(.cannotWrite, "\(folder.path(of: .killWord)) does not take it"))
      }
      return .success(())
    } catch {
      return .failure(CommandFailure(error))
    }
  }
}

extension OfflineAct.Receipt {
  /// The reply, where everything is known to be canceled.
  func confirmed() throws(CommandFailure) -> ControlReply {
    guard unconfirmed == 0 else {
      throw CommandFailure(.unreachable, CommandFailure.unconfirmed(unconfirmed))
    }
    return reply
  }
}

extension CommandFailure {
  fileprivate static func unconfirmed(_ count: Int) -> String {
    "\(count) \(count == 1 ? "order is" : "orders are") not confirmed as canceled"
  }
}
