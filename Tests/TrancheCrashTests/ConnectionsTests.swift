import Testing

@testable import tranche_crash

@Suite struct ConnectionsTests {
  private let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"

  private func areOpen(_ lines: String...) -> Bool {
    Connections.areOpen(port: 8330, in: ([head] + lines).joined(separator: "\n"))
  }

  @Test func aConnectionToThePortIsOneUntilTheServerHasClosedIt() {
    #expect(areOpen("   0: 0100007F:208A 0100007F:D431 01 00000000:00000000 00:00000000"))
    #expect(areOpen("   0: 0100007F:208A 0100007F:D431 08 00000000:00000000 00:00000000"))
  }

  @Test func whatListensOrWasClosedIsNone() {
    #expect(!areOpen())
    #expect(
      !areOpen(
        "   0: 0100007F:208A 00000000:0000 0A 00000000:00000000 00:00000000",
        "   1: 0100007F:208A 0100007F:D431 06 00000000:00000000 00:00000000"))
  }

  @Test func othersPortsAreNotLookedAt() {
    #expect(!areOpen("   0: 0100007F:D431 0100007F:208A 01 00000000:00000000 00:00000000"))
    #expect(!areOpen("   0: 0100007F:208B 0100007F:D431 01 00000000:00000000 00:00000000"))
  }
}
