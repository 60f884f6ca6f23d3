internal import CLinux
internal import Glibc

/// Writing to a terminal that may not read.
enum Descriptor {
  /// Writes all bytes, or gives up when the descriptor takes none for `patience`.
  ///
  /// The terminal's descriptor is never made non-blocking: the setting belongs to the open file, which the
  /// shell and everything started from it share.
  @discardableResult
  static func write(_ bytes: some Collection<UInt8>, to fd: Int32, patience milliseconds: Int32) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      var item = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
      let ready = poll(&item, 1, milliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0, item.revents & Int16(POLLOUT) != 0 else { return false }
      let count = rest.withUnsafeBytes { Glibc.write(fd, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
