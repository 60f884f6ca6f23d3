internal import Console
internal import DeskModel
internal import OrderStore
internal import SlicingCore
internal import Terminal

/// The engine of this process.
final class EngineBackend: ConsoleBackend {
  private let engine: Engine
  private let host: EngineHost

  init(engine: Engine, waker: Waker) {
    self.engine = engine
    host = EngineHost(engine: engine, waker: waker)
    engine.model.snapshots.onPublish { waker.wake() }
  }

  var inbox: Inbox<HostMessage> { host.inbox }
  var clock: @Sendable () -> Instant { { [engine] in engine.now } }
  var log: Int32? { ProgramLog.descriptor }
  var folder: String { engine.folder.path }

  func start(over loop: InputLoop, lastWords: @escaping () -> Void) throws(CommandFailure) {
    host.lastWords = lastWords
    try host.start(over: loop)
  }

  func takeSnapshot() -> DeskSnapshot? { engine.model.snapshots.take() }
  func halt(by actor: Actor, reason: String) { engine.halt(by: actor, reason: reason) }
  func perform(_ command: DeskCommand, by actor: Actor) { host.perform(command, by: actor) }
  func watch(_ symbol: Symbol) { Task { [engine] in await engine.model.watch(symbol) } }

  func acknowledgeAlerts(through number: Int) {
    Task { [engine] in await engine.model.acknowledgeAlerts(through: number) }
  }

  func loadHistory() {
    Task { [engine, inbox = host.inbox] in inbox.post(.history(await engine.store.guardHistory())) }
  }

  func loadDetails(_ id: ClientOrderID) {
    Task { [engine, inbox = host.inbox] in inbox.post(.details(id, await EventLines.of(id, in: engine.store)))
    }
  }

  func quit(_ choice: QuitChoice, by actor: Actor) {
    switch choice {
    case .now: host.end(hold: nil)
    case .holdAndQuit: host.end(hold: "quit by \(actor)")
    case .cancelAllAndQuit: host.endCancelingAll(by: actor)
    }
  }

  func end(hold reason: String) { host.end(hold: reason) }
  func handle(_ signal: TerminalSignal) -> Bool { host.handle(signal) }
  func readable(_ descriptor: Int32) { host.readable(descriptor) }
  func deliver(_ line: String, to client: Int) { host.deliver(line, to: client) }
}

/// Records of the event log as lines of activity.
enum EventLines {
  /// The events of an order; a line that says so where they cannot be read.
  static func of(_ id: ClientOrderID, in store: OrderStore) async -> [ActivityLine] {
    do throws(StoreError) {
      return try await store.events(of: id, limit: DeskSnapshot.activityLimit).map(line)
    } catch {
      return [ActivityLine(at: WallTime.now(), kind: .alarm, text: error.words, parentID: id)]
    }
  }

  static func line(_ event: StoredEvent) -> ActivityLine {
    let name = event.record.kind.rawValue.replacing("_", with: " ")
    return ActivityLine(
      at: event.record.at, kind: event.record.kind, text: "\(name) · \(event.record.reason)",
      parentID: event.record.parentID)
  }
}
