internal import Brokers
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// A desk with everything it runs on: the folder with its lock, the kill word, the store, the broker and the
/// model. The screen, or the lack of one, is somebody else's business.
struct Engine: Sendable {
  let folder: StateFolder
  let killWord: KillWord
  let store: OrderStore
  let model: DeskModel
  let clock: WorldClock
  let settings: Settings
  /// Set where the database runs on a world clock of its own.
  let isRehearsal: Bool

  /// Connects and recovers; the record names whoever it was started for to halt.
  func start(halting halt: (by: Actor, reason: String)? = nil) async throws(CommandFailure) {
    do {
      try await model.start(halting: halt)
    } catch {
      throw CommandFailure(.unreachable, "the broker cannot be reached: \(error)")
    }
  }

  /// The world clock's present.
  var now: Instant { clock.now() }
  /// How many times as fast as the wall the world clock runs.
  var speed: Int { clock.speed }

  /// Stops new orders; in force when this returns, and told to nobody yet.
  func engageKillWord() { killWord.engage(atWall: clock.wallNow()) }

  /// The halt: in force when this returns, whatever the model is doing; recording and canceling follow.
  func halt(by actor: Actor, reason: String) { model.halt(by: actor, reason: reason) }

  /// Stops new orders, settles what is under way, writes everything down and closes the file.
  func end(hold reason: String?) async -> ShutdownReport {
    let report = await model.shutdown(hold: reason)
    do throws(StoreError) {
      if isRehearsal {
        try await store.saveRehearsalClock(RehearsalClock(instant: clock.now(), speed: clock.speed))
      }
      try await store.close()
    } catch {
      // Every commit stands already; what is lost is the tidy end of the file.
      ProgramLog.note("closing the database: \(error.words)")
    }
    return report
  }
}
