internal import DeskModel
internal import Glibc
internal import OrderStore
internal import SlicingCore
internal import Terminal

/// `tranche run` from connecting to the end, on the main thread.
final class RunSession {
  private let engine: Engine
  private let requests: [OrderRequest]
  private let policy: RunPolicy
  private let report: RunReport
  private let output: RunOutput
  private let waker: Waker
  private let host: EngineHost
  private let actor = Actor("run:\(Operator.name)")
  private var progress: RunProgress?
  /// One of the orders was refused after others had been entered; these are waited for until then.
  private var refusedUntil: ContinuousClock.Instant?
  private var outcome: Result<ExitStatus, CommandFailure>?
  private var loop: InputLoop?
  /// As of the newest snapshot.
  private var desk: Desk?
  private var ended: Set<Part> = []
  private var shutdown: ShutdownReport?

  init(engine: Engine, requests: [OrderRequest], policy: RunPolicy, report: RunReport) throws(CommandFailure)
  {
    self.engine = engine
    self.requests = requests
    self.policy = policy
    self.report = report
    output = RunOutput { report.gap($0) }
    waker = try Waker.forCommand()
    host = EngineHost(engine: engine, waker: waker)
  }

  /// Returns when every order is over, held past its last slice, or the program is told to end.
  func run() throws(CommandFailure) -> ExitStatus {
    let loop = try makeLoop()
    self.loop = loop
    engine.model.snapshots.onPublish { [waker] in waker.wake() }
    startFeeds()
    host.lastWords = { [unowned self] in
      say(desk.map(Remains.init))
      output.finish(atMostMilliseconds: 500)
    }
    try host.start(over: loop)
    loop.runUntilStopped()
    output.finish(atMostMilliseconds: 2_000)
    guard let outcome else { preconditionFailure("the loop stopped without an outcome") }
    return try outcome.get()
  }

  private func makeLoop() throws(CommandFailure) -> InputLoop {
    do throws(TerminalError) {
      return try InputLoop(input: -1, waker: waker, onHaltKey: {}, onEvent: { [unowned self] in take($0) })
    } catch {
      throw CommandFailure(error)
    }
  }

  private func startFeeds() {
    Task { [engine, inbox = host.inbox] in
      for await line in engine.model.activity { inbox.post(.activity(line)) }
      inbox.post(.activityEnded)
    }
    // A held order is past its last slice by the clock alone, when nothing else happens any more.
    Task { [engine, inbox = host.inbox] in
      while (try? await Task.sleep(for: .milliseconds(500))) != nil { inbox.post(.tick(engine.now)) }
    }
  }

  private func take(_ event: InputEvent) {
    switch event {
    case .woken:
      for message in host.inbox.take() { take(message) }
      if let snapshot = engine.model.snapshots.take() {
        desk = snapshot.desk
        advance(at: snapshot.now)
      }
    case .readable(let descriptor): host.readable(descriptor)
    case .signal(let signal): take(signal)
    case .key, .resize, .hangup: break
    }
  }

  private func take(_ message: HostMessage) {
    switch message {
    case .started(nil): enter()
    case .started(let failure?): end(.failure(failure))
    case .entered(.success(let ids)):
      progress = RunProgress(orders: ids, owed: policy.owed, waitsForHeld: requests.isEmpty)
    case .entered(.failure(let failure)): giveUp(failure)
    case .activity(let line): if isOfInterest(line) { output.say(report.event(line)) }
    case .activityEnded: ended.insert(.activity)
    case .ended(let report):
      ended.insert(.engine)
      shutdown = report
    case .tick(let now): advance(at: now)
    case .answer(.refused(let refusal), _): output.complain(refusal.words)
    case .reply(let client, let line): host.deliver(line, to: client)
    case .answer, .details, .history, .snapshot, .shown: break
    }
    if ended == [.activity, .engine] { finish() }
  }

  private func enter() {
    let entry = RunEntry(model: engine.model, policy: policy, actor: actor)
    Task { [requests, inbox = host.inbox] in
      do throws(EntryFailure) {
        inbox.post(.entered(.success(try await entry.enter(requests))))
      } catch {
        inbox.post(.entered(.failure(error)))
      }
    }
  }

  /// As long as an order in doubt may take to appear at the venue.
  private static let refusedPatience = Duration.seconds(40)

  /// Where nothing was entered, nothing changed, and that is what the exit status says. Otherwise the run
  /// goes on until the venue has ended what was entered: some of it may have filled by then, the report says
  /// so, and whoever reads that the run was refused must not take it for nothing. What is in doubt for longer
  /// is among what remains, and said at the end.
  private func giveUp(_ failure: EntryFailure) {
    guard !failure.entered.isEmpty else { return end(.failure(failure.failure)) }
    progress = RunProgress(orders: failure.entered, owed: nil)
    refusedUntil = .now + RunSession.refusedPatience
    output.complain("\(failure.failure.message): not entered; what was entered before is being canceled")
  }

  private func advance(at now: Instant) {
    guard let desk, var progress, outcome == nil, !host.isEnding else { return }
    let step = progress.next(desk, at: now)
    self.progress = progress
    switch step {
    case .wait: if let refusedUntil, refusedUntil <= .now { end(.success(.endedShort)) }
    case .resume(let id, let decision):
      host.perform(.resume(id, decision, acknowledged: policy.acknowledged), by: actor)
    case .over(let status): end(.success(refusedUntil == nil ? status : .endedShort))
    }
  }

  private func take(_ signal: TerminalSignal) {
    let wasEnding = host.isEnding
    defer {
      if host.isEnding, !wasEnding {
        output.complain("ending in good order; SIGTERM or Ctrl-C again ends at once")
      }
    }
    if host.handle(signal) { return }
    switch signal {
    case .hangUp where engine.settings.onHangUp == .hold: host.end(hold: "the terminal is gone")
    case .stop: stop()
    default: break
    }
  }

  /// A stopped process sends nothing and misses its slices, so with a live order it does not stop.
  private func stop() {
    let live = desk?.books.count { !$0.parent.status.isFinal } ?? 0
    guard live == 0 else { return refuseToStop(live) }
    kill(getpid(), SIGSTOP)
  }

  private func refuseToStop(_ live: Int) {
    let orders =
      live == 1 ? "1 order is live and would miss its" : "\(live) orders are live and would miss their"
    output.complain("not stopped: \(orders) slices; tranche hold or tranche cancel first")
  }

  private func end(_ outcome: Result<ExitStatus, CommandFailure>) {
    self.outcome = outcome
    host.end(hold: nil)
  }

  private func finish() {
    // Published before the engine said that it has ended: what filled meanwhile is in no earlier one.
    if let snapshot = engine.model.snapshots.take() { desk = snapshot.desk }
    let books = progress?.orders.compactMap { desk?.book($0) } ?? []
    if !books.isEmpty { output.say(report.summary(books, speed: engine.speed)) }
    let remains = shutdown.map(Remains.init)
    // Without an outcome a signal ended it, and it says so in every case.
    if outcome == nil || remains?.isNothing == false { say(remains) }
    if outcome == nil {
      let isWhole = refusedUntil == nil && !books.isEmpty
      outcome = .success(
        isWhole && books.allSatisfy { $0.parent.status == .completed } ? .done : .endedShort)
    }
    loop?.stop()
  }

  /// Held orders of other days and runs are blocked slice by slice; that is theirs and not news here.
  private func isOfInterest(_ line: ActivityLine) -> Bool {
    guard line.kind == .blocked, let id = line.parentID, let progress else { return true }
    return progress.orders.contains(id)
  }

  private func say(_ remains: Remains?) {
    for line in remains?.lines(in: engine.folder.path) ?? [] { output.complain(line) }
  }

  /// What has to have ended before the program may.
  private enum Part: Hashable {
    case activity, engine
  }
}
