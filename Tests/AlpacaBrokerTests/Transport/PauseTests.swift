#if NETWORK
  import NIOCore
  import Testing

  @testable import AlpacaBroker

  @Suite struct PauseTests {
    @Test func pausesGrowToALimitAndAreSpread() {
      var pause = Pause()
      let lengths = (0..<40).map { _ in pause.next().nanoseconds / 1_000_000 }
      #expect(lengths[0] == 200)
      #expect(lengths.allSatisfy { (200...15_000).contains($0) })
      #expect(lengths[4] >= 1600, "it grows")
      #expect(lengths.suffix(30).allSatisfy { $0 >= 7500 })
      #expect(Set(lengths.suffix(30)).count > 10, "connections that failed together come back together")
    }
  }
#endif
