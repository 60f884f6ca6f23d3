#if NETWORK
  import Glibc
  import NIOConcurrencyHelpers
  import NIOCore
  import NIOPosix
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// Two timers become due while their loop is held up, and run in one turn; the first cancels the second.
  @Suite(.alone) struct LoopTimerTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()
    private let ran = NIOLockedValueBox<[String]>([])

    /// Kept as an owner keeps its timers.
    private typealias Timers = (first: LoopTimer, second: LoopTimer)

    /// What ran, once everything has that was due before it.
    private func ranInTheEnd(_ timers: NIOLoopBound<Timers>) async throws -> [String] {
      try await eventually("a timer") { ran.withLockedValue { !$0.isEmpty } }
      try await loop.scheduleTask(in: .milliseconds(50)) { _ = timers.value }.futureResult.get()
      return ran.withLockedValue { $0 }
    }

    @Test func aTimerThatIsCanceledInTheTurnItIsDueInDoesNotRun() async throws {
      let timers = try await loop.submit { [loop, ran] in
        let timers: Timers = (LoopTimer(), LoopTimer())
        timers.first.set(in: .milliseconds(10), on: loop) { [second = timers.second] in
          ran.withLockedValue { $0.append("first") }
          second.cancel()
        }
        timers.second.set(in: .milliseconds(11), on: loop) { ran.withLockedValue { $0.append("second") } }
        usleep(50_000)
        return NIOLoopBound(timers, eventLoop: loop)
      }.get()
      #expect(try await ranInTheEnd(timers) == ["first"])
    }

    @Test func aTimerThatIsSetAnewRunsOnceAndLater() async throws {
      let timers = try await loop.submit { [loop, ran] in
        let timers: Timers = (LoopTimer(), LoopTimer())
        timers.second.set(in: .milliseconds(11), on: loop) { ran.withLockedValue { $0.append("too soon") } }
        timers.first.set(in: .milliseconds(10), on: loop) { [second = timers.second] in
          second.set(in: .milliseconds(30), on: loop) { ran.withLockedValue { $0.append("anew") } }
        }
        usleep(50_000)
        return NIOLoopBound(timers, eventLoop: loop)
      }.get()
      #expect(try await ranInTheEnd(timers) == ["anew"])
    }
  }
#endif
