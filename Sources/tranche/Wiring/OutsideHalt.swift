internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// A halt by somebody who does not hold the desk, after the kill word was set.
struct OutsideHalt: Sendable {
  let folder: StateFolder
  let settings: Settings
  let actor: Actor
  let reason: String

  private static let set = "the kill word is set: nothing new goes out"

  /// Blocks for a second or two; says what came of it. The firm hears of it from the engine, or else from
  /// here once what works was canceled.
  func carryOut() -> String {
    do throws(CommandFailure) {
      let account = try FolderAccount.of(folder)
      let patience = account == nil ? 3000 : OutsideCancel.enginePatience
      let request = ControlRequest(.kill, reason: reason, by: actor.name)
      if case .reply(let reply) = ControlClient.ask(request, in: folder.path, patience: patience) {
        return reply.message
      }
      guard let account else {
        return told("\(Self.set); the engine does not answer, so what works was not canceled", isPaper: true)
      }
      return told(cancel(account), isPaper: false)
    } catch {
      // Whose the folder is cannot be read, and it is perhaps an account's.
      return told(Self.notCanceled(error), isPaper: false)
    }
  }

  private func cancel(_ account: FolderAccount) -> String {
    do throws(CommandFailure) {
      let receipt = try OutsideCancel(account: account, folder: folder, settings: settings.alpaca).carryOut()
      let (canceled, left) = receipt.words(account)
      return [Self.set, "the engine does not answer", canceled, left].compactMap { $0 }.joined(
        separator: "; ")
    } catch {
      return Self.notCanceled(error)
    }
  }

  private func told(_ words: String, isPaper: Bool) -> String {
    let told = FirmLink.engage(settings, isPaper: isPaper, reason: reason, by: actor)
    return words + (told.map { ". \($0.words)" } ?? "")
  }

  private static func notCanceled(_ failure: CommandFailure) -> String {
    "\(set); the engine does not answer, and what works was NOT canceled: \(failure.message)"
  }
}
