internal import Brokers
internal import Console
internal import DeskModel
internal import Foundation
internal import Glibc
internal import OrderStore
internal import SlicingCore
internal import Terminal

/// Somebody else's desk, read from its files: shows all of it and can do one thing, halt it.
final class ViewerBackend: ConsoleBackend {
  let inbox: Inbox<HostMessage>
  /// No log: the folder's is its owner's.
  let log: Int32? = nil
  private let stateFolder: StateFolder
  private let killWord: KillWord
  private let reader: DeskReader
  private let onlooker: Onlooker
  private let settings: Settings
  private var isEnding = false
  private var lastWords: () -> Void = {}

  init(path: String, holder: Holder?, settings: Settings, waker: Waker) throws(CommandFailure) {
    inbox = Inbox(waker)
    let folder: StateFolder
    do throws(StateFolderError) {
      folder = try StateFolder.open(at: path, readOnly: true)
    } catch {
      throw CommandFailure(error)
    }
    do throws(KillWordError) {
      killWord = try folder.openKillWord()
    } catch {
      throw CommandFailure(error)
    }
    stateFolder = folder
    self.settings = settings
    let name = holder.map { "\($0)" } ?? "nobody"
    let reader = try BlockingWait.run { () async throws(CommandFailure) in
      do throws(StoreError) {
        return try await DeskReader(folder: folder, holder: name, settings: settings)
      } catch {
        throw CommandFailure(error)
      }
    }
    self.reader = reader
    onlooker = Onlooker(reader, folder: folder, isHeld: holder != nil)
  }

  var folder: String { stateFolder.path }
  var clock: @Sendable () -> Instant { { [reader] in reader.clock.now() } }

  func start(over loop: InputLoop, lastWords: @escaping () -> Void) throws(CommandFailure) {
    self.lastWords = lastWords
    Task { [onlooker, inbox] in
      inbox.post(.started(nil))
      while !Task.isCancelled {
        if let snapshot = await onlooker.look() { inbox.post(.snapshot(snapshot)) }
        // A canceled wait is over, as is the loop.
        guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
      }
    }
  }

  /// Snapshots come through the inbox.
  func takeSnapshot() -> DeskSnapshot? { nil }

  /// The word stops the holder's next send; the message makes it record the halt and cancel what works. A
  /// holder that hangs is passed by: what works at a real broker is canceled there.
  func halt(by actor: Actor, reason: String) {
    killWord.engage(atWall: WallTime.now())
    let outside = OutsideHalt(folder: stateFolder, settings: settings, actor: actor, reason: reason)
    // A thread of its own: it waits for sockets.
    Thread.detachNewThread { [onlooker, inbox] in
      let outcome = outside.carryOut()
      if outcome.isDone { return inbox.post(.answer(.done(outcome.words), to: .kill(reason: reason))) }
      // An alert, for it stays until it has been seen: a line that is gone with the next key would leave a
      // screen that says HALTED, and orders that work.
      Task { if let snapshot = await onlooker.post(.kill, outcome.words) { inbox.post(.snapshot(snapshot)) } }
    }
  }

  func perform(_ command: DeskCommand, by actor: Actor) {
    if case .kill(.all, let reason) = command { return halt(by: actor, reason: reason) }
    inbox.post(.answer(.refused(.readOnly(holder: reader.holder)), to: command))
  }

  func watch(_ symbol: Symbol) {}

  func acknowledgeAlerts(through number: Int) {
    Task { [onlooker] in await onlooker.acknowledge(through: number) }
  }

  func loadHistory() {
    Task { [reader, inbox] in inbox.post(.history(await reader.store.guardHistory())) }
  }

  func loadDetails(_ id: ClientOrderID) {
    Task { [reader, inbox] in inbox.post(.details(id, await EventLines.of(id, in: reader.store))) }
  }

  func quit(_ choice: QuitChoice, by actor: Actor) { end(hold: "") }

  /// There is nothing to hold here and nothing to wait for.
  func end(hold reason: String) {
    guard !isEnding else { return }
    isEnding = true
    inbox.post(.ended(nil))
  }

  func handle(_ signal: TerminalSignal) -> Bool {
    switch signal {
    case .user1: halt(by: .signal, reason: "SIGUSR1 to a console that only looks")
    case .terminate, .interrupt: end(hold: "")
    case .quit:
      lastWords()
      _exit(ExitStatus.endedShort.rawValue)
    case .hangUp, .stop, .continued: return false
    }
    return true
  }

  func readable(_ descriptor: Int32) {}
  func deliver(_ line: String, to client: Int) {}
}
