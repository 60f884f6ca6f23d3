internal import ArgumentParser
internal import Foundation

extension Broker: ExpressibleByArgument {}

/// Kills the real program at random instants and at named points, lets a person recover it by its own
/// commands, and judges what is left by the venue's own ledger and the desk's own records.
@main
struct TrancheCrash: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tranche-crash",
    abstract: "Kills the real program again and again, and judges what is left.",
    discussion: """
      A run is some orders over one state folder: started, killed with SIGKILL at an instant its seed picks,
      started again, recovered by the program's own commands, killed again, and in the end left to finish.
      Exits 1 when a promise was broken; the run's folder is kept.
      """)

  @Option(help: "Where orders go: inside the program, or to tranche venue as if that were Alpaca.")
  var broker = Broker.paper
  @Option(help: "How many runs.") var runs = 40
  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "How many runs go on at once.") var jobs = 2
  @Option(help: "The program; without it, the one beside this tool.") var binary: String?
  @Option(help: "Where the runs' folders go; without it, a temporary folder.") var folder: String?
  @Flag(help: "Keep the folders of all runs, not only of those that failed.") var keep = false
  @Flag(help: "Die at each named point, RUNS times each (needs a program with the trait PlantedBugs).")
  var points = false
  @Option(help: "Only the points whose name begins so.") var point = ""
  @Option(help: "Plant a bug by name, to see whether it is caught (needs the trait PlantedBugs).")
  var bug: String?

  func validate() throws {
    guard runs > 0, jobs > 0 else { throw ValidationError("--runs and --jobs take a number from 1") }
    guard !points || broker == .paper else { throw ValidationError("--points are those of --broker paper") }
  }

  func run() throws {
    let program = TrancheProgram(binary: try binaryPath(), broker: broker, folder: try runFolder(), bug: bug)
    if points || bug != nil { try expectPlanted(program) }
    let began = ContinuousClock.now
    let isSound = points ? try runPoints(program) : try runRandom(program)
    print("wall time \((ContinuousClock.now - began).components.seconds) s")
    if !isSound { throw ExitCode.failure }
  }

  // MARK: Random instants

  private func runRandom(_ program: TrancheProgram) throws -> Bool {
    let scenarios = (0..<UInt64(runs)).map { Scenario(seed: seed &+ $0, over: broker) }
    let records = try campaign(scenarios, program).run(jobs: jobs)
    var rows = [Report.head]
    for cell in Cell.all(over: broker) {
      rows.append(Report.row(cell.words, tally(records.filter { $0.scenario.cell == cell })))
    }
    let all = tally(records)
    print(Report.table(rows + [Report.row("all", all)]))
    print(Report.readiness(all))
    if broker == .alpaca { print("the venue was killed \(all.venueDeaths) times") }
    Report.meaning(all).map { print($0) }
    explain(all, broker == .paper ? "" : " --broker \(broker.rawValue)")
    return all.failures.isEmpty
  }

  // MARK: Named points

  private func runPoints(_ program: TrancheProgram) throws -> Bool {
    let chosen = NamedPoint.all.filter { $0.name.hasPrefix(point) }
    guard !chosen.isEmpty else { throw ValidationError("there is no point \(point)") }
    var rows = [["point", "reached"] + Report.head.dropFirst()]
    var isSound = true
    var failures: [(Tally, String)] = []
    for point in chosen {
      let scenarios = (0..<UInt64(runs)).map { Scenario(seed: seed &+ $0, at: point) }
      let tally = tally(try campaign(scenarios, program).run(jobs: jobs))
      rows.append([point.name, "\(tally.diedAtPoint)"] + Report.row("", tally).dropFirst())
      isSound = isSound && tally.failures.isEmpty && tally.diedAtPoint > 0
      failures.append((tally, " --points --point \(point.name)"))
    }
    print(Report.table(rows))
    for (tally, options) in failures {
      if tally.diedAtPoint == 0 { print("never reached:\(options)") }
      explain(tally, options)
    }
    return isSound
  }

  // MARK: Both

  private func campaign(_ scenarios: [Scenario], _ program: TrancheProgram) -> Campaign {
    Campaign(scenarios, program: program, keepsAll: keep) { record in
      guard let first = record.findings.first else { return }
      print("seed \(record.scenario.seed): \(first.kind.rawValue): \(first.text)")
    }
  }

  private func tally(_ records: [RunRecord]) -> Tally {
    var tally = Tally()
    for record in records { tally.add(record) }
    return tally
  }

  private func explain(_ tally: Tally, _ options: String) {
    let planted = bug.map { " --bug \($0)" } ?? ""
    for record in tally.failures {
      let seed = record.scenario.seed
      print(
        Report.explain(record, command: "tranche-crash --runs 1 --seed \(seed) --keep\(options)\(planted)"))
    }
  }

  // MARK: The program

  private func binaryPath() throws -> String {
    let path = binary ?? Self.beside
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw ValidationError("\(path) is no program: build it, or name one with --binary")
    }
    return path
  }

  private static var beside: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("tranche").path
  }

  private func runFolder() throws -> String {
    let path = folder ?? "\(FileManager.default.temporaryDirectory.path)/tranche-crash-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return path
  }

  private func expectPlanted(_ program: TrancheProgram) throws {
    let version = try TrancheProgram.version(of: program.binary)
    guard version.contains("planted") else {
      throw ValidationError(
        "\(program.binary) is \(version), without named points and planted bugs: build it with --traits PlantedBugs"
      )
    }
  }
}
