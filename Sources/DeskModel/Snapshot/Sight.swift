public import SlicingCore

/// How much of the desk a console that may only look can see.
public enum Sight: Hashable, Sendable {
  /// Everything, as the holder writes it.
  case held
  /// No engine runs: what it shows is how the last one left things.
  case unheld
  /// The one that ran when looking began, or came after, is gone: nothing is sent or canceled any more.
  case gone
  /// Nothing new since then: the files cannot be read.
  case unread(since: Instant)
}
