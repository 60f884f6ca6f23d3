#if FIRM_GUARDS
  import Testing

  @testable import FirmGuards

  @Suite struct BackoffTests {
    @Test func theFirstAttemptIsMadeAtOnceAndNoneIsLaterThanHalfASecond() {
      var backoff = Backoff()
      let waits = (0..<9).map { _ in backoff.failed().count }
      #expect(waits == [0, 20, 40, 80, 160, 320, 500, 500, 500])
      backoff.succeeded()
      #expect(backoff.failed().count == 0)
    }

    @Test func itGoesOnForEver() {
      var backoff = Backoff()
      for _ in 0..<100_000 { #expect(backoff.failed() <= Backoff.longest) }
    }
  }
#endif
