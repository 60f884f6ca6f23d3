internal import Brokers
internal import Console
internal import DeskModel
internal import Foundation
internal import Glibc
internal import OrderStore
internal import SlicingCore
internal import Synchronization
internal import Terminal

/// Somebody else's desk, read from its files: shows all of it and can do one thing, halt it.
final class ViewerBackend: ConsoleBackend {
  let inbox: Inbox<HostMessage>
  /// No log: the folder's is its owner's.
  let log: Int32? = nil
  private let stateFolder: StateFolder
  private let killWord: KillWord
  private let reader: DeskReader
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
    let name = holder.map { "\($0)" } ?? "--read-only"
    reader = try BlockingWait.run { () async throws(CommandFailure) in
      do throws(StoreError) {
        return try await DeskReader(folder: folder, holder: name, settings: settings)
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  var folder: String { stateFolder.path }
  var clock: @Sendable () -> Instant { { [reader] in reader.clock.now() } }

  func start(over loop: InputLoop, lastWords: @escaping () -> Void) throws(CommandFailure) {
    self.lastWords = lastWords
    Task { [reader, inbox] in
      inbox.post(.started(nil))
      var last = -1
      while !Task.isCancelled {
        if let (sequence, snapshot) = await reader.read(after: last) {
          last = sequence
          inbox.post(.snapshot(snapshot))
        }
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
    Thread.detachNewThread { [inbox] in
      let words = outside.carryOut()
      inbox.post(.answer(.done(words), to: .kill(reason: reason)))
    }
  }

  func perform(_ command: DeskCommand, by actor: Actor) {
    if case .kill(.all, let reason) = command { return halt(by: actor, reason: reason) }
    inbox.post(.answer(.refused(.readOnly(holder: reader.holder)), to: command))
  }

  func watch(_ symbol: Symbol) {}
  func acknowledgeAlerts(through number: Int) { reader.seen.note(number) }

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

/// The number of the newest alert that was seen by somebody who only looks.
final class SeenAlerts: Sendable {
  private let number = Atomic<Int>(0)

  /// Those up to this one were.
  func note(_ seen: Int) { number.max(seen, ordering: .relaxed) }
  var last: Int { number.load(ordering: .relaxed) }
}

/// Turns the files of a running desk into snapshots.
struct DeskReader: Sendable {
  let store: OrderStore
  let holder: String
  /// The holder's world clock as near as its last commit says.
  let clock: Brokers.WorldClock
  private let settings: Settings
  let seen = SeenAlerts()
  /// The log's newest record when looking began: what came before is history, and no alert.
  private let first: Int

  init(folder: StateFolder, holder: String, settings: Settings) async throws(StoreError) {
    self.settings = settings
    self.holder = holder
    store = try await OrderStore.openReadOnly(folder)
    let stored = try await store.load(today: NewYork.date(of: WallTime.now()))
    first = try await store.events(limit: 1).last?.sequence ?? 0
    let rehearsal = stored.rehearsalClock
    clock = WorldClock(speed: rehearsal?.speed ?? 1, resumingAt: rehearsal?.instant)
  }

  /// The desk as stored, where its log has gone beyond `sequence`; nil where it has not, or where the file
  /// cannot be read right now.
  func read(after sequence: Int) async -> (Int, DeskSnapshot)? {
    do throws(StoreError) {
      let events = try await store.events(limit: DeskSnapshot.activityLimit)
      let newest = events.last?.sequence ?? 0
      guard newest > sequence else { return nil }
      let stored = try await store.load(today: NewYork.date(of: clock.now()))
      let desk = Desk(
        settings: DeskSettings(
          limits: settings.limits(atSpeed: clock.speed), broker: DeskReader.capabilities,
          deskName: settings.desk, sharesFirmSwitch: sharesFirmSwitch),
        books: stored.books, kill: stored.kill,
        breaker: stored.breaker, executions: stored.fills.filter { !$0.isBusted }.map(\.execution),
        busted: Set(stored.fills.filter(\.isBusted).map(\.execution.executionID)),
        profitPeak: stored.profitPeak)
      let snapshot = DeskSnapshot(
        desk: desk, now: clock.now(), activity: events.map(EventLines.line), alerts: alerts(in: events),
        brokerName: store.identity.broker,
        environment: store.identity.environment == BrokerEnvironment.live.rawValue ? .live : .paper,
        speed: clock.speed, readOnlyHolder: holder)
      return (newest, snapshot)
    } catch {
      ProgramLog.note("reading the desk: \(error.words)")
      return nil
    }
  }

  private func alerts(in events: [StoredEvent]) -> [PostedAlert] {
    events.filter { $0.sequence > max(first, seen.last) }
      .compactMap { PostedAlert(number: $0.sequence, record: $0.record) }
      .suffix(DeskSnapshot.alertLimit)
  }

  /// What the firm's switch says is not in the files: a desk that shares one begins with a switch nobody has
  /// read yet, and here it stays so.
  private var sharesFirmSwitch: Bool {
    FirmLink.isShared(settings, isPaper: store.identity == .paperDesk)
  }

  /// Nothing is sent from here; the screen needs some.
  private static let capabilities = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: nil, messagesPerMinute: nil,
    mayShort: true,
    answerLimit: .seconds(5))
}
