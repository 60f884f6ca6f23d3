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

  /// Connects to the listener at `name` in `folder`; nil where nobody listens.
  static func connect(name: String, in folder: String) -> Int32? {
    inFolder(folder) { directory in
      let socket = make()
      guard socket >= 0, var address = address(directory, name) else { return closing(socket) }
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      return result == 0 ? socket : closing(socket)
    }
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

  private static func make() -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
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
