internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche guards`: what stands in the way of trading, and what was ever done with kill switch and breaker.
struct GuardsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guards", abstract: "Says how kill switch and breaker stand, and what was done with them.")

  @Option(help: ArgumentHelp("Lines of history of each, newest first, at most 1000.", valueName: "n"))
  var history = 10

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var folder: StateOptions

  func validate() throws {
    guard (0...OrderStore.historyLimit).contains(history) else {
      throw ValidationError("--history takes a number from 0 to \(OrderStore.historyLimit)")
    }
  }

  func run() throws {
    let report = try StoreReading.run(folder) { [history] reading throws(StoreError) in
      try await GuardReport(reading, history: history)
    }
    StandardOutput.say(json ? report.json.pretty : report.text)
  }
}

/// What the files say of the guards.
private struct GuardReport: Sendable {
  private let stored: StoredDesk
  private let kills: [KillEvent]
  private let trips: [BreakerEvent]
  private let isKillWordEngaged: Bool

  init(_ reading: StoreReading, history: Int) async throws(StoreError) {
    stored = try await reading.store.load(today: NewYork.date(of: WallTime.now()))
    kills = try await reading.store.killHistory(limit: history)
    trips = try await reading.store.breakerHistory(limit: history)
    // Unreadable counts as engaged, here as at the gate.
    isKillWordEngaged = (try? KillWord.look(at: reading.folder.path(of: .killWord))) != .allowed
  }

  private var halts: [(scope: KillScope, engagement: KillSwitch.Engagement)] {
    (stored.kill.engagement.map { [(.all, $0)] } ?? [])
      + stored.kill.scoped.map { ($0.scope, $0.engagement) }
  }

  /// Set by somebody outside, and not yet taken up by an engine.
  private var isUnrecorded: Bool { isKillWordEngaged && !stored.kill.isEngaged }

  var text: String {
    let standing =
      (isUnrecorded ? ["  \(KillSwitch.unrecordedWords)"] : [])
      + halts.map { "  \($0.scope.words), \($0.engagement.sinceWords)" }
    let lines =
      ["halts        \(standing.isEmpty ? "none" : "\(standing.count)")"] + standing
      + ["breaker      \(stored.breaker.state.words)", "trips        \(stored.breaker.tripsToday) that day"]
    return [
      lines.joined(separator: "\n"),
      section("kill switch", kills.map { line($0.recordedAt, $0.action.rawValue, $0.by, Self.words($0)) }),
      section("breaker", trips.map { line($0.recordedAt, $0.action.rawValue, $0.by, Self.words($0)) }),
    ].joined(separator: "\n\n")
  }

  private func section(_ name: String, _ lines: [String]) -> String {
    ([name] + (lines.isEmpty ? ["  nothing yet"] : lines)).joined(separator: "\n")
  }

  private func line(_ at: Instant, _ action: String, _ by: Actor?, _ words: String) -> String {
    "  \(at)  \(action)  \(by?.name ?? "nobody on record")\(words.isEmpty ? "" : "  \(words)")"
  }

  private static func words(_ event: KillEvent) -> String {
    let why = event.reason ?? event.engagement?.reason ?? ""
    return why.isEmpty ? event.scope.words : why
  }

  private static func words(_ event: BreakerEvent) -> String {
    event.trip.map { "\($0.reason.rawValue): \($0.details)" } ?? ""
  }

  var json: JSON {
    .object([
      .init("halted", .bool(isKillWordEngaged || stored.kill.isEngaged)),
      .init("kill_switch", .string(isUnrecorded ? KillSwitch.unrecordedWords : stored.kill.words)),
      .init(
        "halts",
        .array(
          halts.map {
            .object([
              .init("scope", .string($0.scope.words)), .init("at", .string($0.engagement.at.description)),
              .init("by", .string($0.engagement.by.name)), .init("reason", .string($0.engagement.reason)),
            ])
          })),
      .init("breaker", .string(stored.breaker.state.words)),
      .init("trips_that_day", .number(stored.breaker.tripsToday)),
      .init(
        "kill_history",
        .array(kills.map { GuardReport.event($0.recordedAt, $0.action.rawValue, $0.by, Self.words($0)) })),
      .init(
        "breaker_history",
        .array(trips.map { GuardReport.event($0.recordedAt, $0.action.rawValue, $0.by, Self.words($0)) })),
    ])
  }

  private static func event(_ at: Instant, _ action: String, _ by: Actor?, _ words: String) -> JSON {
    .object([
      .init("at", .string(at.description)), .init("action", .string(action)),
      .init("by", .text(by?.name)), .init("words", .string(words)),
    ])
  }
}
