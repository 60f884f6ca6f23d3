internal import ArgumentParser
internal import OrderStore
internal import Terminal

/// `tranche` alone: the console.
struct OpenConsoleCommand: EngineCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Opens the console. Where another one has the desk, it only looks.")

  @OptionGroup var engine: EngineOptions
  @OptionGroup var settings: SettingsOptions

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Report clicks: the mouse selects, and never submits, cancels or halts.")
  var mouse = false

  @Flag(help: "Only look.")
  var readOnly = false

  func run() throws {
    // First: it is forked, which only a process without threads may do.
    let guardian = TerminalGuardian.start()
    let settings = try settings.load().values
    let waker = try Waker.forCommand()
    let session = try ConsoleSession(
      backend: try backend(settings, waker: waker), settings: settings, waker: waker,
      options: options(guardian))
    let status = try session.run()
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func options(_ guardian: TerminalGuardian?) -> TerminalSession.Options {
    var options = TerminalSession.Options()
    options.guardian = guardian
    options.mouse = mouse
    options.ascii = ascii
    return options
  }

  private func backend(_ settings: Settings, waker: Waker) throws(CommandFailure) -> any ConsoleBackend {
    let setup = try engine.setup()
    if readOnly {
      return try ViewerBackend(path: setup.statePath, holder: nil, settings: settings, waker: waker)
    }
    switch try FolderClaim.make(setup.statePath) {
    case .held(let holder):
      return try ViewerBackend(path: setup.statePath, holder: holder, settings: settings, waker: waker)
    case .ours(let folder):
      let engine = try BlockingWait.run { () async throws(CommandFailure) in
        try await Engine.open(in: folder, setup, settings: settings)
      }
      return EngineBackend(engine: engine, waker: waker)
    }
  }
}
