#if NETWORK
  import Glibc
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOPosix
  import Testing

  @testable import AlpacaBroker

  /// Two timers become due while their loop is held up, and run in one turn; the first cancels the second.
  @Suite(.alone) struct LoopTimerTests {
    @Test func aTimerThatIsCanceledInTheTurnItIsDueInDoesNotRun() async throws {
      let ran = NIOLockedValueBox<[String]>([])
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      try await loop.submit {
        let (first, second) = (LoopTimer(), LoopTimer())
        first.set(in: .milliseconds(10), on: loop) {
          ran.withLockedValue { $0.append("first") }
          second.cancel()
        }
        second.set(in: .milliseconds(11), on: loop) { ran.withLockedValue { $0.append("second") } }
        // Kept alive as an owner keeps its timer.
        loop.assumeIsolated().scheduleTask(in: .milliseconds(200)) { _ = (first, second) }
        usleep(50_000)
      }.get()
      try await Task.sleep(for: .milliseconds(150))
      #expect(ran.withLockedValue { $0 } == ["first"])
    }

    @Test func aTimerThatIsSetAnewRunsOnceAndLater() async throws {
      let ran = NIOLockedValueBox<[String]>([])
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      try await loop.submit {
        let (first, second) = (LoopTimer(), LoopTimer())
        second.set(in: .milliseconds(11), on: loop) { ran.withLockedValue { $0.append("too soon") } }
        first.set(in: .milliseconds(10), on: loop) {
          second.set(in: .milliseconds(30), on: loop) { ran.withLockedValue { $0.append("anew") } }
        }
        loop.assumeIsolated().scheduleTask(in: .milliseconds(300)) { _ = (first, second) }
        usleep(50_000)
      }.get()
      try await Task.sleep(for: .milliseconds(250))
      #expect(ran.withLockedValue { $0 } == ["anew"])
    }
  }
#endif
