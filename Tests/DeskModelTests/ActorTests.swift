import Testing

/// One after the other: these tests run against the clock, and side by side on two cores they would test each
/// other.
@Suite(.serialized) struct ActorTests {}
