internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// A halt by somebody who does not hold the desk, after the kill word was set.
struct OutsideHalt: Sendable {
  let folder: StateFolder
  let settings: Settings
  let actor: Actor
  let reason: String

  /// What it came to: the word is set in every case, and what works is canceled, or is not.
  struct Outcome: Hashable, Sendable {
    /// Whether nothing is known to work any more.
    let isDone: Bool
    let words: String
  }

  /// What counts is what the others read, and not what this process wrote.
  private var isSet: Bool {
    do throws(KillWordError) {
      return try KillWord.look(at: folder.path(of: .killWord)) != .allowed
    } catch {
      return false
    }
  }

  private var set: String {
    isSet ? "the kill word is set: nothing new goes out" : "the kill word does NOT take it"
  }

  /// Blocks for a second or two; says what came of it. The engine is asked before anything is read: whose the
  /// folder is matters only where nobody answers. The firm hears of it from the engine, or else from here
  /// once what works was canceled.
  func carryOut() -> Outcome {
    let request = ControlRequest(.kill, reason: reason, by: actor.name)
    var account: Result<FolderAccount?, CommandFailure>?
    let answer = ControlClient.ask(request, in: folder.path, patience: OutsideCancel.enginePatience) {
      account = FolderAccount.find(folder)
      return OutsideCancel.furtherPatience(account)
    }
    let silence: String
    switch answer {
    case .reply(let reply): return outcome(reply)
    case .silent: silence = "the engine does not answer"
    case .nobody: silence = "no engine runs"
    }
    switch account ?? FolderAccount.find(folder) {
    case .success(nil):
      let advice = answer == .nobody ? ": give tranche kill" : ""
      return told(notCanceled(silence + advice), isPaper: true)
    case .success(let account?): return told(cancel(account, silence), isPaper: false)
    // Whose the folder is cannot be read, and it is perhaps an account's.
    case .failure(let failure):
      return told(notCanceled("\(silence); \(failure.message)"), isPaper: false)
    }
  }

  /// An engine that takes no request sees the word all the same, and then cancels.
  private func outcome(_ reply: ControlReply) -> Outcome {
    switch reply.outcome {
    case .done: Outcome(isDone: true, words: reply.message)
    // In force, and the cancels are out.
    case .unstored: Outcome(isDone: true, words: reply.message)
    case .refused, .forbidden, .invalid: notCanceled("the engine says: \(reply.message)")
    }
  }

  private func cancel(_ account: FolderAccount, _ silence: String) -> Outcome {
    do throws(CommandFailure) {
      let receipt = try OutsideCancel(account: account, folder: folder, settings: settings.alpaca).carryOut()
      let (canceled, left) = receipt.words(account)
      if let left { return notCanceled("\(left); \(silence); \(canceled)") }
      return Outcome(isDone: isSet, words: "\(set); \(silence); \(canceled)")
    } catch {
      return notCanceled("cancel in \(account.place); \(silence); \(error.message)")
    }
  }

  private func told(_ outcome: Outcome, isPaper: Bool) -> Outcome {
    let told = FirmLink.engage(settings, isPaper: isPaper, reason: reason, by: actor)
    return Outcome(isDone: outcome.isDone, words: outcome.words + (told.map { ". \($0.words)" } ?? ""))
  }

  /// What matters most in front: a screen of 80 columns cuts the rest.
  private func notCanceled(_ why: String) -> Outcome {
    Outcome(isDone: false, words: "NOT canceled: \(why); \(set)")
  }
}
