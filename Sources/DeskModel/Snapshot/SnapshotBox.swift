internal import Synchronization

/// The newest snapshot, for one reader: newest wins, nothing queues, and the reader is woken at most once
/// until it has looked.
///
/// Safe because all mutable state is inside a `Mutex`.
public final class SnapshotBox: Sendable {
  private struct State {
    var newest: DeskSnapshot?
    var isAnnounced = false
    var announce: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Nothing yet.
  public init() {}

  /// Calls `announce` when there is something new to take; at once if there already is.
  public func onPublish(_ announce: @escaping @Sendable () -> Void) {
    let isWaiting = state.withLock { state in
      state.announce = announce
      return state.isAnnounced
    }
    if isWaiting { announce() }
  }

  /// The newest snapshot since the last call; nil if there is none.
  public func take() -> DeskSnapshot? {
    state.withLock { state in
      state.isAnnounced = false
      defer { state.newest = nil }
      return state.newest
    }
  }

  func publish(_ snapshot: DeskSnapshot) {
    let announce = state.withLock { state in
      state.newest = snapshot
      defer { state.isAnnounced = true }
      return state.isAnnounced ? nil : state.announce
    }
    announce?()
  }
}
