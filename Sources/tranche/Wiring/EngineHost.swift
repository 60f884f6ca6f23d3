internal import Console
internal import DeskModel
internal import Glibc
internal import SlicingCore
internal import Terminal

/// What reaches the main thread from the pool.
enum HostMessage: Sendable {
  /// The engine is connected, or cannot be.
  case started(CommandFailure?)
  /// The orders of `tranche run` are entered, all or none.
  case entered(Result<[ClientOrderID], EntryFailure>)
  /// An answer for a client of the control socket.
  case reply(Int, String)
  /// What a console that only looks has read.
  case snapshot(DeskSnapshot)
  /// A line of activity.
  case activity(ActivityLine)
  /// No more of them.
  case activityEnded
  /// The world clock shows another second.
  case tick(Instant)
  /// What a command of this program came to.
  case answer(CommandAnswer, to: DeskCommand)
  /// The events of an order, as asked for.
  case details(ClientOrderID, [ActivityLine])
  /// What was done with the guards, as asked for.
  case history(GuardHistory)
  /// A dialog is on the terminal.
  case shown(Int)
  /// Everything is written down; a console that only looked has nothing to report.
  case ended(ShutdownReport?)
}

/// The main thread's share of a running engine, the same with a screen and without: its messages, the control
/// socket, the signals, and the one way to the end.
final class EngineHost {
  let engine: Engine
  let inbox: Inbox<HostMessage>
  private var control: ControlServer?
  /// Since when the program ends in good order.
  private var endingSince: ContinuousClock.Instant?
  /// Gives back what must not be left behind when the program ends at once, and says what is.
  var lastWords: () -> Void = {}

  init(engine: Engine, waker: Waker) {
    self.engine = engine
    inbox = Inbox(waker)
  }

  /// Opens the control socket over `loop` and connects the engine; `.started` says how that went.
  func start(over loop: InputLoop) throws(CommandFailure) {
    control = try ControlServer(engine: engine, loop: loop) { [inbox] number, line in
      inbox.post(.reply(number, line))
    }
    Task { [engine, inbox] in
      do throws(CommandFailure) {
        try await engine.start()
        inbox.post(.started(nil))
      } catch {
        inbox.post(.started(error))
      }
    }
  }

  /// A descriptor of the control socket can be read.
  func readable(_ descriptor: Int32) { _ = control?.readable(descriptor) }

  func deliver(_ line: String, to client: Int) { control?.deliver(line, to: client) }

  /// Carries a command out; `.answer` says what it came to.
  func perform(_ command: DeskCommand, by actor: Actor) {
    Task { [engine, inbox] in
      inbox.post(.answer(await engine.model.perform(command, by: actor), to: command))
    }
  }

  var isEnding: Bool { endingSince != nil }

  /// SIGUSR1 halts; SIGTERM and SIGINT end the program in good order, and a second one at once, as SIGQUIT
  /// does. The rest is for whoever has the screen.
  ///
  /// - Returns: whether it was dealt with.
  func handle(_ signal: TerminalSignal) -> Bool {
    switch signal {
    case .user1: engine.halt(by: .signal, reason: "SIGUSR1")
    case .terminate: endOrHasten(hold: "ended by SIGTERM")
    case .interrupt: endOrHasten(hold: "ended by SIGINT")
    case .quit: endNow()
    case .hangUp, .stop, .continued: return false
    }
    return true
  }

  /// Stops new orders, settles what is under way, and posts `.ended`. Asked again, it does nothing more.
  func end(hold reason: String?) {
    guard !isEnding else { return }
    endingSince = .now
    Task { [engine, inbox] in inbox.post(.ended(await engine.end(hold: reason))) }
  }

  /// What one act sends twice: `timeout` signals its child and then its group, and the end of a login session
  /// is SIGTERM, SIGHUP and a dead terminal all at once.
  private static let sameAct = Duration.milliseconds(250)

  private func endOrHasten(hold reason: String) {
    guard let endingSince else { return end(hold: reason) }
    if ContinuousClock.now - endingSince > Self.sameAct { endNow() }
  }

  /// Cancels every order, waits until the broker has ended what works, and ends.
  func endCancelingAll(by actor: Actor) {
    guard !isEnding else { return }
    endingSince = .now
    Task { [engine, inbox] in
      _ = await engine.model.perform(.cancelAll, by: actor)
      await Settling.wait(for: engine.model) { desk in desk.books.allSatisfy { $0.parent.status.isFinal } }
      inbox.post(.ended(await engine.end(hold: nil)))
    }
  }

  /// Everything that matters is on disk at every moment: this is a crash with the terminal given back.
  private func endNow() {
    lastWords()
    _exit(ExitStatus.endedShort.rawValue)
  }
}

/// Waiting for the desk to come to something.
enum Settling {
  /// Returns once `isSettled`, or after `limit`.
  static func wait(
    for model: DeskModel, atMost limit: Duration = .seconds(5), until isSettled: @Sendable (Desk) -> Bool
  ) async {
    let giveUp = ContinuousClock.now + limit
    while ContinuousClock.now < giveUp {
      if isSettled(await model.snapshot().desk) { return }
      // A canceled wait is over, as the deadline would make it.
      guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
    }
  }
}
