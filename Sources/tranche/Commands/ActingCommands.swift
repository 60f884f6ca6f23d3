internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche cancel`: through the running engine, or without one at the broker itself.
struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancels an order: what is pending, and what works at the broker.")

  @Argument(help: OrderArgument.help)
  var id: String

  @OptionGroup var folder: StateOptions
  @OptionGroup var file: SettingsFileOption
  @OptionGroup var output: AnswerOptions

  func run() throws {
    let request = ControlRequest(.cancel, order: id, by: Operator.name)
    let folder = try folder.openReadOnly()
    switch ControlClient.ask(request, in: folder.path) {
    case .reply(let reply): try output.show(reply)
    case .silent: try cancelOutside(folder)
    case .nobody: try output.show(try cancelOffline(request, folder))
    }
  }

  private func cancelOffline(
    _ request: ControlRequest, _ folder: StateFolder
  ) throws(CommandFailure) -> ControlReply {
    let reply = try OfflineAct(folder: folder, file: file).carryOut(request).confirmed()
    let isPaper = try FolderAccount.of(folder) == nil
    guard let firm = FirmLink.notAsked(file, isPaper: isPaper) else { return reply }
    return ControlReply(reply.outcome, "\(reply.message). \(firm)", blocked: reply.blocked)
  }

  /// The engine is stopped or hung. At a real broker what works is canceled without it; what is still to come
  /// is the engine's, and would go on with it, so that this is never a success.
  private func cancelOutside(_ folder: StateFolder) throws(CommandFailure) {
    let silence = "the engine does not answer"
    guard let account = try FolderAccount.of(folder) else {
      throw CommandFailure(.unreachable, "\(silence): tranche kill stops its orders")
    }
    let receipt = try OutsideCancel(
      account: account, folder: folder, settings: try file.load().values.alpaca
    ).carryOut(of: id)
    let (canceled, left) = receipt.words(account)
    let done = [canceled, left].compactMap { $0 }.joined(separator: "; ")
    throw CommandFailure(
      .unreachable, "\(silence); \(done). Its slices still to come are not canceled: tranche kill stops them")
  }
}

/// `tranche hold`.
struct HoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Holds an order: no new slices; what works stays.")

  @Argument(help: OrderArgument.help)
  var id: String

  @Option(help: ReasonArgument.help)
  var reason: String?

  @OptionGroup var folder: StateOptions
  @OptionGroup var output: AnswerOptions

  func run() throws { try output.ask(ControlRequest(.hold, order: id, reason: reason), in: folder) }
}

/// `tranche resume`.
struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Lets a held order go on, with a decision about the shares it owes.")

  @Argument(help: OrderArgument.help)
  var id: String

  @Option(
    help: ArgumentHelp("What happens to the shares owed: skip, spread or catch-up.", valueName: "decision"))
  var owed: String

  @Flag(help: "Accept the warnings of the limits, which are named where they are not accepted.")
  var acceptWarnings = false

  @OptionGroup var folder: StateOptions
  @OptionGroup var output: AnswerOptions

  func validate() throws {
    guard OwedDecision(rawValue: owed) != nil else {
      throw ValidationError("--owed takes skip, spread or catch-up")
    }
  }

  func run() throws {
    try output.ask(
      ControlRequest(.resume, order: id, owed: owed, acceptWarnings: acceptWarnings), in: folder)
  }
}

/// `tranche resolve`.
struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Settles an unknown order by hand: not placed, or filled at a price.")

  @Argument(help: OrderArgument.help)
  var id: String

  @Flag(help: "It never got to the broker.")
  var notPlaced = false

  @Option(help: ArgumentHelp("Shares that filled.", valueName: "shares"))
  var filled: Int?

  @Option(help: ArgumentHelp("Their average price.", valueName: "price"))
  var price: String?

  @Option(help: ReasonArgument.help)
  var reason: String

  @OptionGroup var folder: StateOptions
  @OptionGroup var output: AnswerOptions

  func validate() throws {
    guard notPlaced != (filled != nil) else {
      throw ValidationError("say --not-placed, or --filled and --price")
    }
    guard (filled != nil) == (price != nil) else { throw ValidationError("--filled and --price go together") }
  }

  func run() throws {
    try output.ask(
      ControlRequest(.resolve, order: id, filled: filled, price: price, reason: reason), in: folder)
  }
}

/// `tranche release`.
struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Releases the kill switch. Resumes nothing.")

  @OptionGroup var scope: HaltScopeOptions

  @Option(help: ReasonArgument.help)
  var reason: String

  @OptionGroup var folder: StateOptions
  @OptionGroup var output: AnswerOptions

  func run() throws {
    try output.ask(scope.request(.release, reason: reason), in: folder)
  }
}

/// `tranche breaker trip` and `tranche breaker reset`.
struct BreakerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breaker", abstract: "Trips or resets the circuit breaker.",
    subcommands: [Trip.self, Reset.self])

  struct Trip: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trips the breaker: no new slices until a reset.")

    @Option(help: ReasonArgument.help)
    var reason: String

    @OptionGroup var folder: StateOptions
    @OptionGroup var output: AnswerOptions

    func run() throws { try output.ask(ControlRequest(.trip, reason: reason), in: folder) }
  }

  struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Resets the breaker: the quiet period begins.")

    @Option(help: ReasonArgument.help)
    var reason: String

    @OptionGroup var folder: StateOptions
    @OptionGroup var output: AnswerOptions

    func run() throws { try output.ask(ControlRequest(.reset, reason: reason), in: folder) }
  }
}

/// What a halt or a release is about.
struct HaltScopeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only orders of this symbol.", valueName: "symbol"))
  var symbol: String?

  @Option(help: ArgumentHelp("Only this order, by its number or its id.", valueName: "order"))
  var order: String?

  func validate() throws {
    guard symbol == nil || order == nil else { throw ValidationError("say --symbol or --order, not both") }
    if let symbol, Symbol(symbol) == nil {
      throw ValidationError("--symbol takes 1 to 16 letters, digits, '.', '/' or '-'")
    }
  }

  var isEverything: Bool { symbol == nil && order == nil }

  func request(_ verb: ControlVerb, reason: String) -> ControlRequest {
    ControlRequest(verb, order: order, symbol: symbol, reason: reason, by: Operator.name)
  }
}

enum ReasonArgument {
  static let help = ArgumentHelp("Why, for the record.", valueName: "words")
}

/// How an engine's answer is shown, and what it means for the exit status.
struct AnswerOptions: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  /// Asks the running engine; without one it fails.
  func ask(_ request: ControlRequest, in folder: StateOptions) throws(CommandFailure) {
    var request = request
    request.by = Operator.name
    switch ControlClient.ask(request, in: try folder.path()) {
    case .reply(let reply): try show(reply)
    case .nobody: throw CommandFailure(.unreachable, "no engine runs over \(try folder.path())")
    case .silent:
      throw CommandFailure(
        .unreachable, "not known whether done: the engine over \(try folder.path()) does not answer")
    }
  }

  func show(_ reply: ControlReply) throws(CommandFailure) {
    if json { StandardOutput.say(reply.line) }
    switch reply.outcome {
    case .done: if !json { StandardOutput.say(reply.message) }
    case .refused, .invalid: throw CommandFailure(.refused, reply.message)
    case .forbidden: throw CommandFailure(.notPermitted, reply.message)
    case .unstored: throw CommandFailure(.cannotWrite, reply.message)
    }
  }
}
