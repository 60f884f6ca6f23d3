/// What a lost link does to the parents that are not over. Working orders stay at the venue either way.
public enum LinkLossRule: String, Hashable, Sendable, CaseIterable {
  /// Every one of them is held at once, and goes on when the trader resumes it.
  case hold
  /// They go on by themselves: a slice due meanwhile is tried again as long as its window is open.
  case goOn = "go-on"
}
