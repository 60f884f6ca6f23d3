import Testing

@testable import SlicingCore

/// What each thing that can happen does to a slice, in every situation it can be in: no pair is left out, and
/// none ends the program.
@Suite struct StateEventTests {
  typealias Subject = SliceSituation.Subject

  /// Rows are what happens, columns the situations. A cell is the status afterwards, `..` where it is the
  /// same, `xx` where a person's act is refused; then `!` if the breaker trips, `c` if a cancel goes out, `?`
  /// if the broker is asked. Written down from the code and read, pair by pair, against the life of a slice:
  /// whoever changes a cell changes what the desk does.
  static let table = """
                  pen arm sen ret unk res sub can par fil set can uns exp rej fai mis kil tri lim ses hel
    accepted      ..! SU  SU  SU  SU  SU  ..  ..  ..  ..  ..  ..  ..! ..  ..? ..  ..! ..! ..  ..! ..? ..!
    rejected      ..! RE  RE  RE  RE  RE  ..? ..? ..? ..  ..  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    not sent      ..! ..  ..  ..  SE  SE  ..? ..? ..? ..  ..  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    unauthorized  ..! RE! RE! RE! RE! RE! ..? ..? ..? ..  ..  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    time-out      ..! UN? UN? UN? ..  ..  ..  ..  ..  ..  ..  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    of attempt 2  ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..  ..! ..! ..!
    is working    ..! SU  SU  SU  SU  SU  ..  ..  ..  ..  SU! ..  ..! ..  SU! SU! ..! ..! ..  ..! SU! ..!
    is filled     ..! FI  FI  FI  FI  FI  FI  FI  FI  ..  ..  FI  ..! FI  FI  FI  ..! ..! ..  ..! FI  ..!
    is canceled   ..! CA  CA  CA  CA  CA  CA  CA  CA  ..  CA  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    is expired    ..! EX  EX  EX  EX  EX  EX  EX  EX  ..  CA  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    was rejected  ..! RE  RE  RE  RE  RE  RE  RE  CA  ..  CA  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    part fill     ..! PF  PF  PF  PF  PF  PF  PFc ..  ..! ..  ..  ..! ..  ..? ..  ..! ..! ..  ..! ..  ..!
    full fill     ..! FI  FI  FI  FI  FI  FI  FI  FI! ..! ..  FI  ..! FI  FI  FI  ..! ..! ..  ..! FI  ..!
    overfill      ..! FI! FI! FI! FI! FI! FI! FI! FI! ..! ..! FI! ..! FI! FI! FI! ..! ..! ..  ..! FI! ..!
    nonsense      ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..  ..! ..! ..!
    bust          ..! ..! ..! ..! ..! ..! ..! ..! ..! CA! ..! ..! ..! ..! ..! ..! ..! ..! ..  ..! ..! ..!
    found working ..! SU  SU  SU  SU  SU  ..  ..  ..  ..  SU! ..  ..! ..  SU! SU! ..! ..! ..  ..! SU! ..!
    found ended   ..! CA  CA  CA  CA  CA  CA  CA  CA  ..  CA  ..  ..! ..  ..  ..  ..! ..! ..  ..! ..  ..!
    found filled  ..! FI  FI  FI  FI  FI  FI  FI  FI  ..  ..  FI  ..! FI  FI  FI  ..! ..! ..  ..! FI  ..!
    not ours      ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..  ..! ..! ..!
    absent early  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    absent late   ..  ..  ..  ..  SE  HO  ..! ..! ..! ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    no answer     ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    cancel taken  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    not canceled  ..? ..? ..? ..? ..  ..  ..? ..? ..? ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    cancel unsure ..? ..? ..? ..? ..  ..  ..? ..? ..? ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    cancel slice  CA  CA  ..c CA  ..c ..c ..c ..c ..c xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx
    cancel parent CA  CA  ..c CA  ..c ..c ..c ..c ..c ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    cancel all    CA  CA  ..c CA  ..c ..c ..c ..c ..c ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    hold          ..  ..  ..  ..  ..  xx  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  xx  xx  ..  ..  xx
    hold all      ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    resume        xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  ..  xx  ..  xx  ..  ..  xx  xx  xx  ..  ..
    skip          xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  ..  xx  ..  xx  ..  ..  xx  xx  ..  ..  ..
    kill          ..  KS  ..c KS  ..c ..c ..c ..c ..c ..  ..  ..  ..  ..  ..  ..  ..  xx  ..  ..  ..  ..
    release       xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  ..  xx  xx  xx  xx
    trip          ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! xx  ..! ..! ..!
    reset         xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  ..  xx  xx  xx
    not placed    xx  xx  xx  xx  FA  FA  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx
    settled 60    xx  xx  xx  xx  CA  CA  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx
    settled 101   xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx  xx
    6 s pass      UN? UN? UN? ..  ..? ..? ..  ..c ..  ..  ..  ..  ..  ..  ..? ..  ..  ..  ..  ..  ..  ..
    a minute      UNc UNc UNc UNc ..c ..? ..c ..c ..c ..? ..? ..? ..? ..? ..? ..? ..? ..  ..  ..  ..  ..
    midnight      CA  MI  UNc SS? ..c ..? ..c ..c ..c ..  ..  ..  ..  ..  ..? ..  ..  ..  ..  ..  ..  ..
    link down     ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    link down, up ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..? ..?
    market closed ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    shut 6 s      SS  SS  UN? SS? ..? ..? ..  ..c ..  ..  ..  ..  ..  ..  ..? ..  ..  ..  ..  ..  ..  ..
    close passes  CA  CA  ..  CA  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    halted 6 s    SS  SS  UN? SS? ..? ..? ..  ..c ..  ..  ..  ..  ..  ..  ..? ..  ..  ..  ..  ..  ..  ..
    skew 40 s     ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    remark        ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    clock step    ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..! ..  ..! ..! ..!
    disk full     ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    quote         ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..  ..
    """

  static let short: [SliceStatus: String] = [
    .pending: "PE", .sending: "SE", .unknown: "UN", .submitted: "SU", .partiallyFilled: "PF", .filled: "FI",
    .canceled: "CA", .expired: "EX", .rejected: "RE", .failed: "FA", .missed: "MI", .blockedKillSwitch: "KS",
    .blockedCircuitBreaker: "CB", .blockedRiskLimit: "RL", .blockedSession: "SS", .blockedHold: "HO",
  ]

  @Test func everyStatusIsReached() throws {
    #expect(Set(SliceSituation.all.map(\.status)) == Set(SliceStatus.allCases))
    for situation in SliceSituation.all {
      let subject = try situation.reach()
      #expect(subject.desk.desk.slice(subject.slice)?.status == situation.status, "\(situation.name)")
    }
  }

  @Test func everyPairDoesWhatTheTableSays() throws {
    let made = try Happening.all.map { happening in
      let cells = try SliceSituation.all.map { try StateEventTests.cell($0, happening) }
      return happening.name.padded(to: 14) + cells.joined(separator: " ")
    }
    let names = SliceSituation.all.map { $0.name.prefix(3) }.joined(separator: " ")
    let table = ([String(repeating: " ", count: 14) + names] + made).map(\.trimmed)
    for (found, said) in zip(table, StateEventTests.table.split(separator: "\n")) { #expect(found == said) }
    #expect(table.joined(separator: "\n") == StateEventTests.table)
  }

  /// A fact told a second time, the same instant or later, changes no row.
  @Test(arguments: SliceSituation.all)
  func aFactToldTwiceCountsOnce(situation: SliceSituation) throws {
    for happening in Happening.all where happening.isFact {
      var subject = try situation.reach()
      try happening.act(&subject)
      let before = subject.desk.desk.books
      try happening.act(&subject)
      #expect(subject.desk.desk.books == before, "\(happening.name) twice in \(situation.name)")
    }
  }

  private static func cell(_ situation: SliceSituation, _ happening: Happening) throws -> String {
    var subject = try situation.reach()
    let before = try #require(subject.desk.desk.slice(subject.slice))
    let trips = subject.desk.desk.breaker.trip
    subject.desk.answer = nil
    subject.desk.cancels = []
    subject.desk.queries = []
    subject.desk.listings = 0
    try happening.act(&subject)
    let after = try #require(subject.desk.desk.slice(subject.slice))
    var text = after.status == before.status ? ".." : short[after.status] ?? "??"
    if case .refused = subject.desk.answer { text = "xx" }
    if subject.desk.desk.breaker.trip != trips { return text + "!" }
    if subject.desk.cancels.contains(subject.slice) { return text + "c" }
    let isAsked = subject.desk.queries.contains(subject.slice) || subject.desk.listings > 0
    return text + (isAsked ? "?" : " ")
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: width - count) }
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
