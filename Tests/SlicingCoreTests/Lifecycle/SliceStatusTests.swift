import Testing

@testable import SlicingCore

@Suite struct SliceStatusTests {
  static let order: [SliceStatus] = [
    .pending, .sending, .unknown, .submitted, .partiallyFilled, .filled, .canceled, .expired, .rejected,
    .failed,
    .missed, .blockedKillSwitch, .blockedCircuitBreaker, .blockedRiskLimit, .blockedSession, .blockedHold,
  ]

  /// Rows are "from", columns "to", both in `order`: `d` the desk may, `v` the venue may, `b` both may, `.`
  /// neither. Written from the life of a slice, not from the code: an order that may be at the venue is ended
  /// only by the venue; one that is not there is ended only by the desk; what has ended lives again only if
  /// the venue says so.
  static let table: [(to: String, from: SliceStatus)] = [
    (". d . . . . d . . . d d d d d d", .pending),
    (". d d v v v b v v d d d d d d d", .sending),
    (". d . v v v b v v d d d d d d d", .unknown),
    (". . . . v v v v v . . . . . . .", .submitted),
    (". . . . v v v v . . . . . . . .", .partiallyFilled),
    (". . . . . . v . . . . . . . . .", .filled),
    (". . . v v v v v . . . . . . . .", .canceled),
    (". . . v v v v v . . . . . . . .", .expired),
    (". . . v v v v v . . . . . . . .", .rejected),
    (". . . v v v v v . . . . . . . .", .failed),
    (". . . v v v v v . . . . . . . .", .missed),
    (". . . v v v v v . . . . . . . .", .blockedKillSwitch),
    (". . . v v v v v . . . . . . . .", .blockedCircuitBreaker),
    (". . . v v v v v . . . . . . . .", .blockedRiskLimit),
    (". . . v v v v v . . . . . . . .", .blockedSession),
    (". . . v v v v v . . . . . . . .", .blockedHold),
  ]

  @Test func theTableCoversEveryStatus() {
    #expect(Self.order == SliceStatus.allCases)
    #expect(Self.table.map(\.from) == Self.order)
  }

  @Test(arguments: table.indices)
  func everyStepIsAllowedOrNot(row: Int) {
    let (marks, from) = Self.table[row]
    let columns = marks.split(separator: " ")
    #expect(columns.count == Self.order.count)
    for (to, mark) in zip(Self.order, columns) {
      let byDesk = mark == "d" || mark == "b"
      let byVenue = mark == "v" || mark == "b"
      #expect(from.successors(by: .desk).contains(to) == byDesk, "desk: \(from) to \(to)")
      #expect(from.successors(by: .venue).contains(to) == byVenue, "venue: \(from) to \(to)")
      #expect(from.successors.contains(to) == (byDesk || byVenue), "anyone: \(from) to \(to)")
    }
  }

  @Test func onlyFiveAreNotFinal() {
    #expect(
      Self.order.filter { !$0.isFinal } == [.pending, .sending, .unknown, .submitted, .partiallyFilled])
    #expect(Self.order.filter(\.isWorking) == [.submitted, .partiallyFilled])
    #expect(Self.order.filter(\.isBlocked).map(\.rawValue).allSatisfy { $0.hasPrefix("blocked_") })
    #expect(Self.order.filter(\.isBlocked).count == 5)
  }

  /// The database and other programs know these spellings.
  @Test func storedSpellings() {
    #expect(
      Self.order.map(\.rawValue) == [
        "pending", "sending", "unknown", "submitted", "partially_filled", "filled", "canceled", "expired",
        "rejected",
        "failed", "missed", "blocked_kill_switch", "blocked_circuit_breaker", "blocked_risk_limit",
        "blocked_session",
        "blocked_hold",
      ])
  }

  @Test func parentsEndInFourWays() {
    #expect(ParentStatus.allCases.filter(\.isFinal) == [.completed, .partial, .canceled, .rejected])
  }
}
