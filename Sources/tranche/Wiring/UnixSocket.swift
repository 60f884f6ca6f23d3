internal import Glibc

/// A socket in a folder, by the folder's descriptor: a path in a socket's address may have 107 bytes, and
/// state folders are longer than that in every build tree.
enum UnixSocket {
  /// Listens at `name` in `folder`, in place of whatever a dead process left there.
  static func listen(name: String, in folder: String) -> Int32? {
    inFolder(folder) { directory in
      _ = unlink("\(folder)/\(name)")
      let socket = make()
      guard socket >= 0, var address = address(directory, name) else { return closing(socket) }
      // Closed to others from the moment it exists; the folder is as well.
      guard fchmod(socket, 0o600) == 0, bind(socket, &address), Glibc.listen(socket, 16) == 0 else {
        return closing(socket)
      }
      guard fcntl(socket, F_SETFL, O_NONBLOCK) == 0 else { return closing(socket) }
      return socket
    }
  }

  /// What came of connecting.
  enum Connection: Hashable, Sendable {
    case made(Int32)
    /// Nobody listens.
    case nobody
    /// Not now: somebody listens and takes nobody, being stopped or hung with as many waiting as may wait; or
    /// this process has no descriptor or memory left, and cannot know whether anybody listens.
    case notNow
  }

  /// Connects to the listener at `name` in `folder`, without ever waiting for it: a connection that blocks
  /// does so until a stopped listener goes on, and whoever halts past it would wait as long.
  static func connect(name: String, in folder: String) -> Connection {
    // Of what failed first, which need not be the connecting.
    var code: Int32 = 0
    let connected = inFolder(folder) { directory in
      let socket = make(Int32(SOCK_NONBLOCK.rawValue))
      code = errno
      guard socket >= 0, var address = address(directory, name) else { return closing(socket) }
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      code = errno
      return result == 0 ? socket : closing(socket)
    }
    if let connected { return .made(connected) }
    if code == 0 { code = errno }
    return [EAGAIN, EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) ? .notNow : .nobody
  }

  /// The next client; nil when there is none.
  static func accept(_ listener: Int32) -> Int32? {
    let client = Glibc.accept(listener, nil, nil)
    guard client >= 0 else { return nil }
    guard fcntl(client, F_SETFL, O_NONBLOCK) == 0, fcntl(client, F_SETFD, FD_CLOEXEC) == 0 else {
      return closing(client)
    }
    return client
  }

  /// Whether whoever connected is gone. One who has only said all he has to say is not.
  static func isHungUp(_ client: Int32) -> Bool {
    var item = pollfd(fd: client, events: 0, revents: 0)
    return poll(&item, 1, 0) > 0 && Int32(item.revents) & POLLHUP != 0
  }

  private static func make(_ flags: Int32 = 0) -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue) | flags, 0)
  }

  private static func inFolder(_ folder: String, _ body: (Int32) -> Int32?) -> Int32? {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return nil }
    defer { close(directory) }
    return body(directory)
  }

  private static func address(_ directory: Int32, _ name: String) -> sockaddr_un? {
    let path = Array("/proc/self/fd/\(directory)/\(name)".utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    return withUnsafeMutableBytes(of: &address.sun_path) { place -> Bool in
      guard path.count < place.count else { return false }
      place.copyBytes(from: path)
      return true
    } ? address : nil
  }

  private static func bind(_ socket: Int32, _ address: inout sockaddr_un) -> Bool {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    } == 0
  }

  private static func closing(_ descriptor: Int32) -> Int32? {
    if descriptor >= 0 { close(descriptor) }
    return nil
  }
}
