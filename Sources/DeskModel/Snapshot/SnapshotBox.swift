internal import Foundation

/// The newest snapshot, for one reader: newest wins, nothing queues, and the reader is woken at most once
/// until it has looked.
///
/// `@unchecked Sendable` is safe because `state` is only touched while `lock` is held. Not
/// `Synchronization.Mutex`, whose futex code the thread sanitizer cannot see.
public final class SnapshotBox: @unchecked Sendable {
  private struct State {
    var newest: DeskSnapshot?
    var isAnnounced = false
    var announce: (@Sendable () -> Void)?
  }

  private let lock = NSLock()
  private var state = State()

  /// Nothing yet.
  public init() {}

  /// Calls `announce` when there is something new to take; at once if there already is.
  public func onPublish(_ announce: @escaping @Sendable () -> Void) {
    let isWaiting = lock.withLock {
      state.announce = announce
      return state.isAnnounced
    }
    if isWaiting { announce() }
  }

  /// The newest snapshot since the last call; nil if there is none.
  public func take() -> DeskSnapshot? {
    lock.withLock {
      state.isAnnounced = false
      defer { state.newest = nil }
      return state.newest
    }
  }

  func publish(_ snapshot: DeskSnapshot) {
    let announce = lock.withLock {
      state.newest = snapshot
      defer { state.isAnnounced = true }
      return state.isAnnounced ? nil : state.announce
    }
    announce?()
  }
}
