import Synchronization
import Testing

/// That the turns of `Turns` are what it says: with a trait that does nothing these cases come one into
/// another.
@Suite struct TurnsTests {
  @Suite(.byItself) struct Some {
    private let share = Share()

    @Test(arguments: 1...3) func isAlone(number: Int) async throws { try await share.expectAlone() }
    @Test func isAloneAsWell() async throws { try await share.expectAlone() }
  }

  @Suite(.byItself) struct Others {
    private let share = Share()

    @Test(arguments: 1...3) func isAlone(number: Int) async throws { try await share.expectAlone() }

    /// What blocks here blocks no thread of the pool.
    @Test func hasThreadsOfItsOwn() {
      #expect(withUnsafeCurrentTask { $0?.unownedTaskExecutor } != nil)
    }
  }

  /// Who has a turn of which kind, with four who ask at the same time.
  @Test(.timeLimit(.minutes(5))) func theLongOnesComeFirstAndThoseByThemselvesLast() async {
    let turns = Turns(width: 1)
    let order = Order()
    await turns.take(.sideBySide)
    await withTaskGroup(of: Void.self) { group in
      for (kind, waiting) in [(Turn.Kind.byItself, 1), (.sideBySide, 2), (.long, 3)] {
        group.addTask {
          await turns.take(kind)
          order.list.withLock { $0.append("\(kind)") }
          await turns.pass(kind)
        }
        while await turns.waitingCount < waiting { await Task.yield() }
      }
      await turns.pass(.sideBySide)
    }
    #expect(order.list.withLock { $0 } == ["long", "sideBySide", "byItself"])
  }

  @Test(.timeLimit(.minutes(5))) func soManySideBySideAndNoMore() async {
    let turns = Turns(width: 2)
    await turns.take(.sideBySide)
    await turns.take(.long)
    let third = Task { await turns.take(.sideBySide) }
    while await turns.waitingCount < 1 { await Task.yield() }
    await turns.pass(.long)
    await third.value
    #expect(await turns.waitingCount == 0)
  }
}

/// One case's share of the time, from the suite's `init` to the end of its test.
private final class Share: Sendable {
  init() { Shares.begun.withLock { $0 += 1 } }

  deinit { Shares.begun.withLock { $0 -= 1 } }

  func expectAlone() async throws {
    #expect(Shares.begun.withLock { $0 } == 1)
    // Long enough for another one to begin, whose thread this wait leaves alone.
    try await Task.sleep(for: .milliseconds(30))
    #expect(Shares.begun.withLock { $0 } == 1)
  }
}

private final class Order: Sendable {
  let list = Mutex<[String]>([])
}

private enum Shares {
  static let begun = Mutex(0)
}
