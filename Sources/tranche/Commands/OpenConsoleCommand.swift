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
    let effective = try settings.load()
    let waker = try Waker.forCommand()
    let session = try ConsoleSession(
      backend: try backend(effective, waker: waker), settings: effective.values, waker: waker,
      isLive: engine.folder.desk.live, options: options(guardian))
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

  private func backend(
    _ settings: EffectiveSettings, waker: Waker
  ) throws(CommandFailure) -> any ConsoleBackend {
    if readOnly {
      return try ViewerBackend(
        path: try engine.folder.path(), holder: nil, settings: settings.values, waker: waker)
    }
    let setup = try engine.setup(settings, unattended: false)
    let destination = try BlockingWait.run { () async throws(CommandFailure) in
      try await Destination.reach(setup)
    }
    let path = try setup.path(of: destination)
    switch try FolderClaim.make(path) {
    case .held(let holder):
      return try ViewerBackend(path: path, holder: holder, settings: settings.values, waker: waker)
    case .ours(let folder):
      let engine = try BlockingWait.run { () async throws(CommandFailure) in
        try await Engine.open(in: folder, destination, settings: settings.values)
      }
      return EngineBackend(engine: engine, waker: waker)
    }
  }
}
