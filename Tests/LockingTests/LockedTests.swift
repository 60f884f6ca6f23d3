import Dispatch
import Foundation
import Glibc
import Locking
import Synchronization
import Testing

/// Waits here end after some minutes at the latest: a lock that wakes nobody fails a test, and does not hang
/// it.
@Suite struct LockedTests {
  private static let patience = Duration.seconds(300)

  @Test func oneThreadAtATimeTouchesTheValue() {
    let counter = Locked(0)
    let threads = Threads(4) {
      for _ in 0..<500 {
        counter.withLock { count in
          let before = count
          // Where the lock let another thread in, this is when it came.
          sched_yield()
          count = before + 1
        }
      }
    }
    threads.join()
    #expect(counter.withLock { $0 } == 2000)
  }

  @Test func aChangeGivesBackWhatItFound() {
    let word = Locked("before")
    let found = word.change { word in
      defer { word = "after" }
      return word
    }
    #expect(found == "before")
    #expect(word.withLock { $0 } == "after")
  }

  // MARK: Waiting

  @Test func aChangeWakesEveryoneWhoWaits() {
    let gate = Locked((arrived: 0, isOpen: false))
    let woken = Atomic(0)
    let threads = Threads(4) {
      gate.withLock { $0.arrived += 1 }
      if gate.wait(atMost: Self.patience, { $0.isOpen ? true : nil }) == true {
        woken.add(1, ordering: .relaxed)
      }
    }
    while gate.withLock({ $0.arrived }) < 4 { usleep(1000) }
    // Long enough for all of them to sleep, which the test does not depend on.
    usleep(20_000)
    let start = ContinuousClock.now
    gate.change { $0.isOpen = true }
    threads.join()
    #expect(woken.load(ordering: .relaxed) == 4)
    #expect(ContinuousClock.now - start < .seconds(200))
  }

  @Test func whoWaitsWithoutALimitIsWokenToo() {
    let gate = Locked(false)
    let threads = Threads(1) { gate.wait { $0 ? .take(()) : .sleep(atMost: nil) } }
    usleep(20_000)
    gate.change { $0 = true }
    #expect(threads.join(atMost: 300))
  }

  @Test func whatIsThereIsTakenWithoutWaiting() {
    let list = Locked([1, 2])
    let start = ContinuousClock.now
    #expect(list.wait(atMost: nil) { $0.popLast() } == 2)
    #expect(list.wait(atMost: Self.patience) { $0.popLast() } == 1)
    #expect(ContinuousClock.now - start < .seconds(200))
  }

  /// Sleeping until the limit and not counting up to it. A condition on another clock than the deadline's
  /// would return at once, and look millions of times.
  @Test func waitingEndsAtItsLimit() {
    let limit = Duration.milliseconds(50)
    let nothing = Locked(false)
    var looks = 0
    let start = ContinuousClock.now
    let found: Bool? = nothing.wait(atMost: limit) { _ in
      looks += 1
      return nil
    }
    #expect(found == nil)
    #expect(ContinuousClock.now - start >= limit)
    #expect(looks < 20)
  }

  /// Nobody is told of a change under `withLock`, nor of this one, which comes right after the first look;
  /// what it left is found all the same.
  @Test func atItsLimitItLooksOnceMore() {
    // Where the machine stops before the first look, that is the only one.
    let found = (1...20).contains { _ in
      let gate = Locked(false)
      return gate.wait(atMost: .milliseconds(50)) { isOpen in
        defer { isOpen = true }
        return isOpen ? true : nil
      } ?? false
    }
    #expect(found)
  }

  @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min)])
  func noTimeIsOneLook(limit: Duration) {
    let nothing = Locked(0)
    var looks = 0
    let found: Int? = nothing.wait(atMost: limit) { _ in
      looks += 1
      return nil
    }
    #expect(found == nil && looks == 1)
  }

  @Test(arguments: [Duration.seconds(Int64.max), .nanoseconds(Int64.max), .seconds(1_000_000_001)])
  func anImmenseLimitIsForEver(limit: Duration) {
    let gate = Locked(false)
    let threads = [
      Threads(1) { _ = gate.wait(atMost: limit) { $0 ? true : nil } },
      Threads(1) { gate.wait { $0 ? .take(()) : .sleep(atMost: limit) } },
    ]
    usleep(20_000)
    gate.change { $0 = true }
    for thread in threads { #expect(thread.join(atMost: 300)) }
  }

  /// As the firm's polling thread does, which wakes sooner once it was nudged.
  @Test func howLongToSleepMayDependOnTheValue() {
    let countdown = Locked(3)
    let start = ContinuousClock.now
    let left = countdown.wait { left in
      left -= 1
      return left == 0
        ? .take(left) : .sleep(atMost: left == 2 ? .milliseconds(1010) : .nanoseconds(-999_999_999))
    }
    #expect(left == 0)
    #expect(ContinuousClock.now - start >= .milliseconds(1010))
  }
}

/// Threads that may block, which tasks may not; the cooperative pool has as many as there are cores.
private struct Threads {
  private let group = DispatchGroup()

  init(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    for _ in 0..<count {
      group.enter()
      Thread.detachNewThread { [group] in
        body()
        group.leave()
      }
    }
  }

  func join() { group.wait() }
  func join(atMost seconds: Double) -> Bool { group.wait(timeout: .now() + seconds) == .success }
}
