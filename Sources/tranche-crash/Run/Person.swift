internal import Foundation
internal import SlicingCore

/// The person who brings the desk back after a crash, by nothing but its commands: looks at the status,
/// releases a halt, resets the breaker, resumes what is held. And looks whether anything left meanwhile that
/// may not.
struct Person {
  private let program: TrancheProgram
  private let files: DeskFiles
  private let venue: any Venue
  private let pace: Pace
  private let owed: String
  /// Whether the link may break, so that sending fails for it.
  private let linkBreaks: Bool
  private(set) var findings: [Finding] = []
  /// Halts by the wall clock of the kill word.
  private(set) var wallHalts: [HaltSpan] = []
  /// Orders at the venue since which none may have come: nil where new ones may leave.
  private var bookingsWhileStopped: Int?
  private var whyStopped = ""
  /// A halt was answered as done and not released since.
  private var isHalted = false
  private var refusals: [Int: Int] = [:]
  private var lastLook: ContinuousClock.Instant?
  /// Since when the person knows of the halt.
  private var haltSeen: ContinuousClock.Instant?

  init(program: TrancheProgram, files: DeskFiles, venue: any Venue, scenario: Scenario) {
    self.program = program
    self.files = files
    self.venue = venue
    pace = program.broker.pace
    owed = scenario.owed
    linkBreaks = scenario.linkBreaks
  }

  /// A life begins; with a number, nothing may leave until something is resumed.
  mutating func begin(bookings: Int?) {
    lastLook = nil
    guard let bookings, bookingsWhileStopped == nil else { return }
    bookingsWhileStopped = bookings
    whyStopped = "after the restart, before anything was resumed"
  }

  /// The engine is gone. Where the kill word stands, nothing may leave from here to the release.
  mutating func lifeIsOver(halted: Bool) throws {
    try expectNothingSent()
    bookingsWhileStopped = nil
    if isHalted, !halted { find(.sentWhileStopped, "the halt did not outlive the engine") }
    guard halted else { return }
    isHalted = true
    noteWallHalt(try files.haltedAt())
    bookingsWhileStopped = try venue.bookings()
    whyStopped = "after the halt, before its release"
  }

  /// `tranche kill`, whether or not an engine runs.
  mutating func halt() throws {
    let outcome = try program.ask(["kill", "--reason", "crash run"], meanwhile: venue.tend)
    // Killed before there was a desk: nothing to halt.
    if outcome.ending == .exited(73), try files.isHalted() == nil { return }
    // 69: halted by its word, and the engine died before it could answer.
    guard outcome.isDone || outcome.ending == .exited(69) else {
      return find(.life, "tranche kill: \(outcome.words)")
    }
    isHalted = true
    noteWallHalt(try files.haltedAt())
  }

  /// One look, and what follows from it.
  mutating func act() throws {
    if let lastLook, ContinuousClock.now - lastLook < pace.look { return }
    lastLook = .now
    guard let status = try DeskStatus.read(program) else { return }
    if status.halted { return try release() }
    if isHalted { find(.sentWhileStopped, "the halt was in force, and is not any more") }
    guard status.breaker == "breaker OK" else { return try reset(status.breaker) }
    for order in status.orders where order.hold != nil { try resume(order) }
  }

  // MARK: Acts

  /// Refused while an order is unknown; then it is asked again later.
  private mutating func release() throws {
    try expectNothingSent()
    let seen = haltSeen ?? .now
    haltSeen = seen
    guard ContinuousClock.now - seen >= pace.halt else { return }
    // Before the command: from its answer on, orders may leave.
    let now = Person.wallNow()
    let outcome = try program.ask(["release", "--reason", "crash run"])
    guard outcome.isDone else { return }
    isHalted = false
    haltSeen = nil
    whyStopped = "after the release, before anything was resumed"
    if let last = wallHalts.indices.last { wallHalts[last].until = now }
  }

  /// Sending fails over a broken link, and slices that fail in a row trip the breaker; nothing else may.
  private mutating func reset(_ breaker: String) throws {
    guard linkBreaks, breaker.contains("sending failed") else {
      return find(.life, "the breaker tripped: \(breaker); \(try alarms())")
    }
    guard breaker.hasPrefix("breaker tripped") else { return }
    let outcome = try program.ask(["breaker", "reset", "--reason", "crash run"])
    guard outcome.isDone || outcome.ending == .exited(69) else {
      return find(.life, "tranche breaker reset: \(outcome.words)")
    }
  }

  private mutating func resume(_ order: DeskStatus.Order) throws {
    try expectNothingSent()
    // Where the shares owed cannot be planned anew, they are given up in the end.
    let decision = refusals[order.ordinal, default: 0] > pace.refusals ? "skip" : owed
    let before = bookingsWhileStopped
    bookingsWhileStopped = nil
    let outcome = try program.ask(["resume", "\(order.ordinal)", "--owed", decision])
    if outcome.isDone { return }
    refusals[order.ordinal, default: 0] += 1
    if outcome.ending == .exited(65) { bookingsWhileStopped = before }
  }

  // MARK: What may not be

  private mutating func expectNothingSent() throws {
    guard let expected = bookingsWhileStopped else { return }
    let found = try venue.bookings()
    guard found != expected else { return }
    find(.sentWhileStopped, "\(found - expected) orders reached the venue \(whyStopped)")
  }

  private mutating func noteWallHalt(_ instant: Instant?) {
    guard let instant, wallHalts.last.map({ $0.until != nil }) ?? true else { return }
    wallHalts.append(HaltSpan(from: instant))
  }

  private func alarms() throws -> String {
    try program.ask(["events", "--limit", "1000"]).output.split(separator: "\n")
      .filter { $0.contains("  alarm  ") }.joined(separator: "; ")
  }

  private mutating func find(_ kind: Finding.Kind, _ text: String) {
    findings.append(Finding(kind: kind, text: text))
  }

  private static func wallNow() -> Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }
}
