import Foundation
import Testing

/// A broker that refuses connections: retries by the rule, and none after a halt.
@Suite(.sideBySide) struct RetryTests {
  /// Instants of a slice's sends and of its failures, in seconds.
  private func times(_ kind: String, _ records: Records) throws -> [Double] {
    let rows = try records.rows(
      """
      SELECT (julianday(at) - julianday('2020-01-01')) * 86400.0 FROM events
      WHERE kind = '\(kind)' AND slice_order_id = (SELECT client_order_id FROM slices WHERE slice_num = 0)
      """)
    return rows.compactMap { Double($0[0]) }
  }

  /// In the world's seconds. A busy machine is late, never early, and has until the next slice is due: one
  /// that stood still for longer gives the slice up as it should, and says nothing here.
  @Test func twoRefusedConnectionsAreTriedAgainAfterTwoAndFourSeconds() throws {
    for _ in 1...10 where try isTriedThreeTimes() { return }
    Issue.record("it was never tried three times")
  }

  private func isTriedThreeTimes() throws -> Bool {
    let scratch = try Scratch()
    let faults = try scratch.file("faults", "on submit order 1 attempt 1-2: refuse \"connection refused\"")
    let outcome = try Program.run([
      "run", "--speed", "2", "--faults", faults, "--state", scratch.state, "buy 30 AAPL over 1m every 20s",
    ])
    let records = Records(state: scratch.state)
    guard try records.value("SELECT status FROM orders WHERE slice_num = 0") == "filled", outcome.status == 0
    else { return false }
    // Three attempts under one id: the venue booked it once.
    #expect(try records.rows("SELECT attempts, status FROM orders WHERE slice_num = 0") == [["3", "filled"]])
    #expect(try records.booked().count == 3)
    let sent = try times("sent", records)
    try #require(sent.count == 3)
    #expect(sent[1] - sent[0] >= 1.99 && sent[2] - sent[1] >= 3.99, "\(sent)")
    try records.expectSoundBooks()
    return true
  }

  @Test func aHaltDuringAWaitEndsTheAttempts() throws {
    // A slow machine may be past the last attempt, six seconds after the first, before its halt comes.
    for attempt in 1...10 where try isHaltedInAWait(isLast: attempt == 10) { return }
  }

  private func isHaltedInAWait(isLast: Bool) throws -> Bool {
    let scratch = try Scratch()
    let faults = try scratch.file("faults", "on submit: refuse \"connection refused\"")
    let run = try Program.start([
      "run", "--faults", faults, "--state", scratch.state, "buy 30 AAPL over 30s every 10s",
    ])
    let records = Records(state: scratch.state)
    #expect(try eventually { try records.events("not_sent") == 1 })
    let kill = try Program.run(["kill", "--reason", "test", "--state", scratch.state])
    #expect(kill.status == 0, "\(kill.errors)")
    // Longer than either wait, which would have ended in another attempt.
    usleep(5_000_000)
    let late = "SELECT count(*) FROM events WHERE kind = 'sent' AND at > (\(Self.haltedAt))"
    #expect(try records.count(late) == 0)
    #expect(try records.booked().isEmpty)
    run.send(SIGTERM)
    #expect(try run.wait().status == 1)
    let status = try records.value("SELECT status FROM orders WHERE slice_num = 0")
    if status == "failed", !isLast { return false }
    #expect(status == "blocked_kill_switch")
    return true
  }

  private static let haltedAt = "SELECT at FROM events WHERE kind = 'killed'"
}
