import Foundation

/// Reads a terminal on a thread of its own, which ends with the terminal.
///
/// `@unchecked Sendable` is safe because what changes is only touched under the lock.
final class TerminalReader: @unchecked Sendable {
  private let terminal: Int32
  private let lock = NSLock()
  private let over = DispatchSemaphore(value: 0)
  private var collected: [UInt8] = []
  private var isReading = true
  private var isClosed = false

  init(_ terminal: Int32) {
    self.terminal = terminal
    Thread.detachNewThread { [self] in
      collect()
      over.signal()
    }
  }

  var bytes: [UInt8] { lock.withLock { collected } }

  func forget() { lock.withLock { collected = [] } }

  func freeze(_ isFrozen: Bool) { lock.withLock { isReading = !isFrozen } }

  /// Nothing waits to be read. Only true to rely on where nobody writes any more.
  var hasReadEverything: Bool {
    lock.withLock {
      var item = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      return poll(&item, 1, 0) == 0
    }
  }

  /// Closes the terminal once nobody reads it: its number may be another file's right after.
  func close() {
    let wasClosed = lock.withLock {
      defer { isClosed = true }
      return isClosed
    }
    guard !wasClosed else { return }
    over.wait()
    _ = Foundation.close(terminal)
  }

  private func collect() {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while lock.withLock({ !isClosed }) {
      var item = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard lock.withLock({ isReading }), poll(&item, 1, 20) > 0 else {
        usleep(5_000)
        continue
      }
      lock.withLock {
        // What is read is in `collected` before anybody can ask whether everything is read.
        let count = isReading && !isClosed ? read(terminal, &chunk, chunk.count) : 0
        if count > 0 { collected += chunk.prefix(count) }
      }
    }
  }
}
