internal import Logging
internal import OrderStore

/// The program's own log, `tranche.log` in the state folder: what no trader needs on the screen and somebody
/// will want to know afterwards. Orders are not in it; they have the event log.
enum ProgramLog {
  /// Sends swift-log's lines, those of libraries included, into the folder's file. Call once.
  static func start(in folder: StateFolder) {
    guard let file = BoundedFile(folder.path(of: .programLog)) else {
      return StandardError.say(
        "\(folder.path(of: .programLog)) cannot be written: going on without a program log")
    }
    LoggingSystem.bootstrap { FileLogHandler(label: $0, file: file) }
    shared = file
    note("started, version \(Version.text)")
  }

  /// Where standard error goes while the console has the screen; nil without a log.
  static var descriptor: Int32? { shared?.descriptor }

  static func note(_ message: String) {
    if shared != nil { Logger(label: "tranche").notice("\(message)") }
  }

  // safe because: written once, while the engine is being opened and before anything that logs runs.
  private nonisolated(unsafe) static var shared: BoundedFile?
}
