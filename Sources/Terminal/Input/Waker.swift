internal import CLinux
internal import Glibc

/// Wakes an `InputLoop` from any thread. Any number of calls before the loop gets round to it are one.
public final class Waker: Sendable {
  let descriptor: Int32

  /// A waker; it holds one file descriptor.
  public init() throws(TerminalError) {
    descriptor = eventfd(0, CL_EFD_FLAGS)
    guard descriptor >= 0 else { throw .system(call: "eventfd", errno: errno) }
  }

  deinit { close(descriptor) }

  /// Makes the loop deliver `.woken`. Never blocks.
  public func wake() {
    var one: UInt64 = 1
    // A full counter means that it is awake already.
    _ = write(descriptor, &one, 8)
  }

  func drain() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
