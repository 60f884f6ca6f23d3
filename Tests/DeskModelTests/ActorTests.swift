import TestSupport
import Testing

/// One after the other: these tests run against the clock, and side by side on two cores they would test each
/// other.
@Suite(.serialized, .alone) struct ActorTests {}

/// Does it again and again while `act` says that it came too late: of two things that happen within a second
/// of each other a machine that stops may let a test see only the second. What never holds never will.
func inTime(
  _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ act: () async throws -> Bool
) async throws {
  for _ in 1...5 where try await act() { return }
  Issue.record(what, sourceLocation: sourceLocation)
}
