internal import Console
internal import DeskModel
internal import SlicingCore
internal import Terminal

/// What the console works on: the engine of this process, or the files of somebody else's.
///
/// Belongs to the main thread; nothing in it waits.
protocol ConsoleBackend: AnyObject {
  /// Where answers and snapshots arrive.
  var inbox: Inbox<HostMessage> { get }
  /// Tells the world clock's present, on any thread.
  var clock: @Sendable () -> Instant { get }
  /// Where standard error goes while the screen is taken.
  var log: Int32? { get }
  /// The state folder.
  var folder: String { get }
  /// Called before everything else, once the terminal is taken. `lastWords` gives it back, and says what is
  /// to be said, if the program ends at once.
  func start(over loop: InputLoop, lastWords: @escaping () -> Void) throws(CommandFailure)
  /// The newest state; nil where there is none since the last call.
  func takeSnapshot() -> DeskSnapshot?
  /// Stops new orders, in force when this returns.
  func halt(by actor: Actor, reason: String)
  /// Carries a command out; the inbox gets the answer.
  func perform(_ command: DeskCommand, by actor: Actor)
  func watch(_ symbol: Symbol)
  /// The trader has seen the alerts up to this number.
  func acknowledgeAlerts(through number: Int)
  /// Fetches the events of an order; the inbox gets them.
  func loadDetails(_ id: ClientOrderID)
  /// Fetches the history of the guards; the inbox gets it.
  func loadHistory()
  /// Ends; the inbox gets `.ended`.
  func quit(_ choice: QuitChoice, by actor: Actor)
  /// Ends because of something outside the console, and holds what is live.
  func end(hold reason: String)
  /// Takes a signal that is not about the screen; says whether it was one.
  func handle(_ signal: TerminalSignal) -> Bool
  /// A registered descriptor can be read.
  func readable(_ descriptor: Int32)
  /// Sends an answer to a client of the control socket.
  func deliver(_ line: String, to client: Int)
}

extension CommandFailure {
  init(_ error: TerminalError) { self.init(.usage, "\(error.message)") }
}

extension Waker {
  static func forCommand() throws(CommandFailure) -> Waker {
    do throws(TerminalError) {
      return try Waker()
    } catch {
      throw CommandFailure(error)
    }
  }
}
