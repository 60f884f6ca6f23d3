import Synchronization
import Testing

/// That `.oneAtATime` does what it says: with a trait that does nothing these cases come one into another.
@Suite struct OneAtATimeTests {
  @Suite(.oneAtATime) struct Some {
    private let turn = Turn()

    @Test(arguments: 1...6) func isAlone(number: Int) async throws { try await turn.expectAlone() }
    @Test func isAloneAsWell() async throws { try await turn.expectAlone() }
  }

  @Suite(.oneAtATime) struct Others {
    private let turn = Turn()

    @Test(arguments: 1...6) func isAlone(number: Int) async throws { try await turn.expectAlone() }

    /// What blocks here blocks no thread of the pool.
    @Test func hasThreadsOfItsOwn() {
      #expect(withUnsafeCurrentTask { $0?.unownedTaskExecutor } != nil)
    }
  }
}

/// One case's share of the turn, from the suite's `init` to the end of its test.
private final class Turn: Sendable {
  init() { Turns.begun.withLock { $0 += 1 } }

  deinit { Turns.begun.withLock { $0 -= 1 } }

  func expectAlone() async throws {
    #expect(Turns.begun.withLock { $0 } == 1)
    // Long enough for another one to begin, whose thread this wait leaves alone.
    try await Task.sleep(for: .milliseconds(30))
    #expect(Turns.begun.withLock { $0 } == 1)
  }
}

private enum Turns {
  static let begun = Mutex(0)
}
