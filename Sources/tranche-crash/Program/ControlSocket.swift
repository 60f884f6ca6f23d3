internal import Glibc

/// Asks an engine for its status as any client of its control socket does, without the start of a program in
/// between: when it is ready is measured by this.
enum ControlSocket {
  /// The engine's answer; nil where nobody listens, or nobody answers.
  static func status(in folder: String) -> String? {
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return nil }
    defer { close(directory) }
    let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard client >= 0 else { return nil }
    defer { close(client) }
    // By the folder's descriptor: a socket's path may have 107 bytes.
    guard connect(client, to: "/proc/self/fd/\(directory)/control.sock") else { return nil }
    let request = Array("{\"command\":\"status\"}\n".utf8)
    // Not SIGPIPE: the engine is killed at any moment.
    guard send(client, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return nil
    }
    return line(from: client)
  }

  private static func connect(_ client: Int32, to path: String) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    } == 0
  }

  private static func line(from client: Int32) -> String? {
    var item = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
    guard poll(&item, 1, 5000) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(client, &bytes, bytes.count)
    guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
    return String(decoding: bytes.prefix(count - 1), as: UTF8.self)
  }
}
