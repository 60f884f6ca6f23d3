internal import Console
internal import DeskModel
internal import Glibc
internal import SlicingCore
internal import Terminal

/// The console from taking the terminal to giving it back, on the main thread: events go into `ConsoleState`,
/// commands go to the backend, and a frame goes to the drawing thread when something changed.
final class ConsoleSession {
  private let backend: any ConsoleBackend
  private let settings: Settings
  private let waker: Waker
  private let terminal: TerminalSession
  private let actor = Actor("trader:\(Operator.name)")
  private var state: ConsoleState
  private var size: TerminalSize
  private var theme: String
  private var drawn: CellBuffer?
  private var isDirty = false
  private var liveOrders = 0
  /// As of the newest snapshot; nil for a console that only looks.
  private var desk: Desk?
  /// The terminal is no longer there.
  private var isGone = false
  /// Whether the trader asked for the end.
  private var isLeavingByChoice = false
  private var isStopping = false
  private var outcome: Result<ShutdownReport?, CommandFailure>?
  private var loop: InputLoop?

  /// Takes the terminal.
  init(
    backend: any ConsoleBackend, settings: Settings, waker: Waker, isLive: Bool,
    options: TerminalSession.Options
  ) throws(CommandFailure) {
    self.backend = backend
    self.settings = settings
    self.waker = waker
    var options = options
    options.log = backend.log
    let (theme, notices) = Theme.load(settings.theme)
    for notice in notices { ProgramLog.note("\(notice.message)") }
    self.theme = theme.name
    do throws(TerminalError) {
      terminal = try TerminalSession(theme: theme, options: options)
    } catch {
      throw CommandFailure(error)
    }
    size = terminal.size
    state = ConsoleState(
      options: ConsoleOptions(glyphs: terminal.glyphs, pastClose: settings.pastClose, isLive: isLive))
  }

  /// Returns when the trader has left and everything is written down.
  func run() throws(CommandFailure) -> ExitStatus {
    defer { terminal.restore() }
    let loop = try makeLoop()
    self.loop = loop
    send(state.update(.resize(size)))
    try backend.start(over: loop) { [unowned self] in
      terminal.restore(timeout: .milliseconds(200))
      say(desk.map(Remains.init))
    }
    if settings.clock { startClock() }
    loop.runUntilStopped()
    terminal.restore()
    guard let outcome else { preconditionFailure("the loop stopped without an outcome") }
    let remains = try outcome.get().map(Remains.init)
    say(remains)
    // What a trader leaves held on purpose is in order; what a signal cuts off is not.
    return isLeavingByChoice || remains?.unfinished ?? 0 == 0 ? .done : .endedShort
  }

  private func say(_ remains: Remains?) {
    guard let remains, !remains.isNothing else { return }
    for line in remains.lines(in: backend.folder) { StandardError.say(line) }
  }

  private func makeLoop() throws(CommandFailure) -> InputLoop {
    do throws(TerminalError) {
      return try InputLoop(
        waker: waker,
        onHaltKey: { [unowned self] in halt(reason: "") },
        onEvent: { [unowned self] in take($0) })
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Once a second, and nothing else wakes an idle console.
  private func startClock() {
    Task { [inbox = backend.inbox, clock = backend.clock] in
      // A canceled wait is over, as is the program.
      while (try? await Task.sleep(for: .seconds(1))) != nil { inbox.post(.tick(clock())) }
    }
  }

  // MARK: Events in

  /// The kill word first, the screen and the model after it; by the key and by the command alike.
  private func halt(reason: String) {
    backend.halt(by: actor, reason: reason)
    update(.halted)
  }

  private func take(_ event: InputEvent) {
    switch event {
    case .key(let key):
      let now = Monotonic.milliseconds
      update(.key(key, KeyTime(earliest: loop?.quietMilliseconds ?? now, latest: now)))
    case .resize(let size):
      self.size = size
      update(.resize(size))
    case .signal(let signal): take(signal)
    case .woken: wake()
    case .readable(let descriptor): backend.readable(descriptor)
    case .hangup: hangUp()
    }
  }

  private func wake() {
    for message in backend.inbox.take() { take(message) }
    if let snapshot = backend.takeSnapshot() { take(snapshot) }
    draw()
  }

  private func take(_ message: HostMessage) {
    switch message {
    case .started(nil): break
    case .started(let failure?): finish(.failure(failure))
    case .snapshot(let snapshot): take(snapshot)
    case .tick(let now): update(.tick(now))
    case .answer(let answer, let command): take(answer, to: command)
    case .details(let id, let lines): update(.details(id, lines))
    case .history(let history): update(.history(history))
    case .reply(let client, let line): backend.deliver(line, to: client)
    case .shown(let dialog): update(.shown(dialog, atMilliseconds: Monotonic.milliseconds))
    case .ended(let report): finish(.success(report))
    case .entered, .activity, .activityEnded: break
    }
  }

  private func take(_ snapshot: DeskSnapshot) {
    desk = snapshot.readOnlyHolder == nil ? snapshot.desk : nil
    liveOrders = desk?.books.count { !$0.parent.status.isFinal } ?? 0
    update(.snapshot(snapshot))
    if isGone, liveOrders == 0 { endWithoutTerminal() }
  }

  private func take(_ answer: CommandAnswer, to command: DeskCommand) {
    update(.answer(answer, to: command))
    if isStopping, case .holdAll = command { stop() }
  }

  private func take(_ signal: TerminalSignal) {
    if backend.handle(signal) { return }
    switch signal {
    case .hangUp: hangUp()
    case .stop: suspend()
    case .continued: terminal.drawing.repaint()
    case .terminate, .interrupt, .quit, .user1: break
    }
  }

  /// The terminal is gone: hold everything and end, or go on without one until every order is over.
  private func hangUp() {
    guard !isGone else { return }
    isGone = true
    if settings.onHangUp == .hold || liveOrders == 0 { endWithoutTerminal() }
  }

  private func endWithoutTerminal() { backend.end(hold: "the terminal is gone") }

  private func quit(_ choice: QuitChoice) {
    isLeavingByChoice = true
    backend.quit(choice, by: actor)
  }

  private func update(_ event: ConsoleEvent) {
    send(state.update(event))
    loop?.look(atMilliseconds: state.unreadUntilMilliseconds)
    // Drawn when everything that has come is taken in: the loop comes back for the wake-up after it.
    if !isDirty { waker.wake() }
    isDirty = true
  }

  // MARK: Commands out

  private func send(_ commands: [ConsoleCommand]) {
    for command in commands { carryOut(command) }
  }

  private func carryOut(_ command: ConsoleCommand) {
    switch command {
    case .desk(.kill(.all, let reason)): halt(reason: reason)
    case .desk(let command): backend.perform(command, by: actor)
    case .quit(let choice): quit(choice)
    case .suspend: suspend()
    case .copy(let text): terminal.drawing.copy(SafeText(untrusted: text))
    case .theme(let choice): use(choice)
    case .acknowledgeAlerts(let number): backend.acknowledgeAlerts(through: number)
    case .ring(let bell): ring(bell)
    case .watch(let symbol): backend.watch(symbol)
    case .loadDetails(let id): backend.loadDetails(id)
    case .loadHistory: backend.loadHistory()
    case .redraw: terminal.drawing.repaint()
    }
  }

  private func use(_ choice: ThemeChoice) {
    let names = Theme.available()
    let wanted: String
    switch choice {
    case .named(let name): wanted = name
    case .next:
      let place = names.firstIndex(of: theme).map { names.index(after: $0) } ?? names.startIndex
      wanted = names.indices.contains(place) ? names[place] : names[names.startIndex]
    }
    let (loaded, notices) = Theme.load(wanted)
    for notice in notices { ProgramLog.note("\(notice.message)") }
    theme = loaded.name
    terminal.drawing.use(loaded)
  }

  /// A stopped process sends nothing, so live orders are held first: their trader decides when it goes on.
  private func suspend() {
    guard liveOrders > 0 else { return stop() }
    isStopping = true
    backend.perform(.holdAll(reason: "suspended by \(actor)"), by: actor)
  }

  private func stop() {
    isStopping = false
    terminal.stopUntilContinued()
    size = terminal.size
    update(.resize(size))
  }

  private func finish(_ outcome: Result<ShutdownReport?, CommandFailure>) {
    if self.outcome == nil { self.outcome = outcome }
    loop?.stop()
  }

  // MARK: The screen

  private func draw() {
    guard isDirty, !isGone else { return }
    isDirty = false
    let frame = view(state, size: size)
    let unshown = state.unshownDialog
    guard frame.buffer != drawn || frame.cursor != cursor || unshown != nil else { return }
    (drawn, cursor) = (frame.buffer, frame.cursor)
    var tell: (@Sendable () -> Void)?
    if let unshown { tell = { [inbox = backend.inbox] in inbox.post(.shown(unshown)) } }
    terminal.drawing.submit(frame.buffer, cursor: frame.cursor, onDrawn: tell)
  }

  private var cursor: CellPosition?

  private func ring(_ bell: Bell) {
    switch (settings.bell, bell) {
    case (.off, _), (.guard, .other): break
    case (.all, _), (.guard, .guard): terminal.drawing.ring()
    }
  }
}

/// The clock that dialogs measure hasty keys by.
private enum Monotonic {
  static var milliseconds: Int64 {
    var time = timespec()
    // Cannot fail for this clock with a valid address.
    guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { preconditionFailure("no clock: errno \(errno)") }
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
