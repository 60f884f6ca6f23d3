internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche status`: how the desk stands, from its files, so that it answers whatever the engine is doing;
/// and what the engine says of itself, which the files do not know when nothing can be written to them.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says how the desk stands: guards, live orders, and who runs it.")

  @OptionGroup var folder: StateOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let status = try StoreReading.run(folder) { reading throws(StoreError) in try await DeskStatus(reading) }
    StandardOutput.say(json ? status.json.pretty : status.text)
  }
}

/// What the files say of a desk.
struct DeskStatus: Sendable {
  private let stored: StoredDesk
  private let live: [StoredParent]
  private let holder: Holder?
  private let isKillWordEngaged: Bool
  /// Nil where none runs.
  private let engine: ControlClient.Answer?

  init(_ reading: StoreReading) async throws(StoreError) {
    stored = try await reading.store.load(today: NewYork.date(of: WallTime.now()))
    let unfinished = Set(stored.books.filter { !$0.parent.status.isFinal }.map(\.parent.id))
    live = try await reading.store.parents(limit: OrderStore.pageLimit).filter {
      unfinished.contains($0.parent.id)
    }
    // Unreadable counts as engaged, here as at the gate; who holds the folder is worth no failure.
    let word = try? KillWord.look(at: reading.folder.path(of: .killWord))
    isKillWordEngaged = word != .allowed
    holder = (try? reading.folder.currentHolder()) ?? nil
    engine =
      holder == nil
      ? nil
      : ControlClient.ask(ControlRequest(.status), in: reading.folder.path, patience: Self.patience)
  }

  /// A hung engine must not keep anybody waiting who wants to know how things stand.
  private static let patience: Int32 = 1500

  private var engineSays: String? {
    switch engine {
    case .reply(let reply): reply.message
    case .silent: "nothing: it does not answer"
    case .nobody: "nothing: it takes no commands yet"
    case nil: nil
    }
  }

  private var blocker: String? { if case .reply(let reply) = engine { reply.blocked } else { nil } }

  private var killWords: String {
    isKillWordEngaged && !stored.kill.isEngaged ? KillSwitch.unrecordedWords : stored.kill.words
  }

  var text: String {
    var lines = [
      "kill switch  \(killWords)", "breaker      \(stored.breaker.state.words)",
      "engine       \(holder.map { "\($0)" } ?? "none running")",
    ]
    if let engineSays { lines.append("it says      \(engineSays)") }
    if let blocker { lines.append("blocked      \(blocker)") }
    lines.append("orders       \(live.count) live")
    let head = lines.joined(separator: "\n")
    return live.isEmpty ? head : head + "\n\n" + OrderRows.table(live)
  }

  var json: JSON {
    .object([
      .init("halted", .bool(isKillWordEngaged || stored.kill.isEngaged)),
      .init("kill_switch", .string(killWords)),
      .init("breaker", .string(stored.breaker.state.words)),
      .init(
        "trading_allowed",
        .bool(
          !isKillWordEngaged && !stored.kill.isEngaged && stored.breaker.allowsTrading && blocker == nil)),
      .init("engine_pid", holder?.pid.map { .number(Int($0)) } ?? .null),
      .init("engine_says", .text(engineSays)), .init("blocked_by", .text(blocker)),
      .init("orders", .array(live.map(OrderRows.json))),
    ])
  }
}

extension KillSwitch {
  /// What stands for it where the kill word is set, and the files do not say so yet.
  static let unrecordedWords = "HALTED by the kill word, not yet recorded"
}
