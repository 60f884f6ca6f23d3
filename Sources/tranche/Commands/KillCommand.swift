internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche kill`: stops all orders, whoever runs the desk and whatever state it is in.
struct KillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Halts: no new orders of any kind, and what works is canceled. Stays until released.")

  @Option(help: ReasonArgument.help)
  var reason: String?

  @OptionGroup var folder: StateOptions
  @OptionGroup var output: AnswerOptions

  func run() throws {
    let path = try folder.path()
    _ = try folder.openReadOnly()
    let request = ControlRequest(.kill, reason: reason ?? "", by: Operator.name)
    if ControlClient.isServed(path) {
      // The word first: an engine that hangs or is stopped sends nothing from here on.
      try engage()
      return try ask(request, in: path)
    }
    do throws(CommandFailure) {
      try output.show(try OfflineAct(folder: path).carryOut(request))
    } catch {
      try engage()
      throw CommandFailure(
        error.status, "halted: nothing new goes out. What works was not canceled: \(error.message)")
    }
  }

  private func ask(_ request: ControlRequest, in path: String) throws(CommandFailure) {
    guard case .reply(let reply) = ControlClient.ask(request, in: path, patience: 3000) else {
      throw CommandFailure(
        .unreachable,
        "halted: nothing new goes out. The engine does not answer, so what works was not canceled")
    }
    try output.show(reply)
  }

  private func engage() throws(CommandFailure) {
    let folder = try folder.openReadOnly()
    do throws(KillWordError) {
      try folder.openKillWord().engage(atWall: WallTime.now())
    } catch {
      throw CommandFailure(error)
    }
  }
}
