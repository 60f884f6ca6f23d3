internal import ArgumentParser
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// `tranche orders`: the newest parents.
struct OrdersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "Lists orders, newest first.")

  @OptionGroup var folder: StateOptions

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 100

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws { try Paging.check(limit) }

  func run() throws {
    let parents = try StoreReading.run(folder) { [limit] reading throws(StoreError) in
      try await reading.store.parents(limit: limit)
    }
    StandardOutput.say(json ? JSON.array(parents.map(OrderRows.json)).pretty : OrderRows.table(parents))
  }
}

/// `tranche slices`: the slices of one order.
struct SlicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slices", abstract: "Lists the slices of an order.")

  @Argument(help: OrderArgument.help)
  var id: String

  @OptionGroup var folder: StateOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let slices = try StoreReading.run(folder) { [id] reading throws(StoreError) in
      switch try await reading.order(named: id) {
      case .success(.parent(let parent)):
        return Result<[Slice], ControlError>.success(try await reading.store.slices(ofParent: parent))
      case .success(.slice(let slice, let parent)):
        return .success(try await reading.store.slices(ofParent: parent).filter { $0.id == slice })
      case .failure(let error): return .failure(error)
      }
    }.orFailure()
    StandardOutput.say(json ? JSON.array(slices.map(OrderRows.json)).pretty : OrderRows.table(slices))
  }
}

/// `tranche events`: the event log, all of it or one order's.
struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Prints the event log: the newest records, oldest first.")

  @Argument(help: OrderArgument.help)
  var id: String?

  @OptionGroup var folder: StateOptions

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit = 1000

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws { try Paging.check(limit) }

  func run() throws {
    let events = try StoreReading.run(folder) { [id, limit] reading throws(StoreError) in
      guard let id else {
        return Result<[StoredEvent], ControlError>.success(try await reading.store.events(limit: limit))
      }
      switch try await reading.order(named: id) {
      case .success(let order): return .success(try await reading.store.events(of: order.id, limit: limit))
      case .failure(let error): return .failure(error)
      }
    }.orFailure()
    StandardOutput.say(
      json
        ? JSON.array(events.map(OrderRows.json)).pretty : events.map(OrderRows.line).joined(separator: "\n"))
  }
}

/// `tranche verify`: the event log's chain and the file's own structure.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks the event log's chain; exits 65 where it is broken.")

  @OptionGroup var folder: StateOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let report = try StoreReading.run(folder) { reading throws(StoreError) in try await reading.store.verify()
    }
    let faults = report.faults.map(\.words) + report.fileFaults
    let found = JSON.object([
      .init("records", .number(report.records)), .init("sound", .bool(report.isSound)),
      .init("head", .text(report.head?.hash)), .init("faults", .array(faults.map { .string($0) })),
    ])
    if json { StandardOutput.say(found.pretty) }
    if let words = report.words { throw CommandFailure(.refused, words) }
    if !json { StandardOutput.say("\(report.records) records, chain sound") }
  }
}

/// What every argument that names an order says of itself.
enum OrderArgument {
  static let help = ArgumentHelp(
    "An order: its number, like 3, a slice, like 3.13, or the beginning of an id.", valueName: "id")
}

enum Paging {
  static func check(_ limit: Int) throws {
    guard (1...OrderStore.pageLimit).contains(limit) else {
      throw ValidationError("--limit takes a number from 1 to \(OrderStore.pageLimit)")
    }
  }
}

extension Result where Failure == ControlError {
  /// The value, or the failure of the command.
  func orFailure() throws(CommandFailure) -> Success {
    do throws(ControlError) {
      return try get()
    } catch {
      throw CommandFailure(error)
    }
  }
}
