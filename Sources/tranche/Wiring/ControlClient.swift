internal import DeskModel
internal import FoundationEssentials
internal import Glibc
internal import OrderStore

/// Asks the engine that runs over a state folder.
enum ControlClient {
  /// What came of asking.
  enum Answer: Hashable, Sendable {
    case reply(ControlReply)
    /// Nobody listens at the socket.
    case nobody
    /// Somebody listens and says nothing: stopped, or hung.
    case silent
  }

  /// A submission is never sent this way, so the longest wait is one for a commit.
  private static let patienceMilliseconds: Int32 = 10_000

  /// Whether anybody listens at the socket of a folder.
  static func isServed(_ folder: String) -> Bool {
    guard let socket = UnixSocket.connect(name: StateFolder.File.controlSocket.rawValue, in: folder) else {
      return false
    }
    close(socket)
    return true
  }

  static func ask(
    _ request: ControlRequest, in folder: String, patience: Int32 = patienceMilliseconds
  ) -> Answer {
    guard let socket = UnixSocket.connect(name: StateFolder.File.controlSocket.rawValue, in: folder) else {
      return .nobody
    }
    defer { close(socket) }
    guard let line = encoded(request), send(line, to: socket), let reply = receive(from: socket, patience),
      let decoded = try? JSONDecoder().decode(ControlReply.self, from: Data(reply))
    else { return .silent }
    return .reply(decoded)
  }

  private static func encoded(_ request: ControlRequest) -> [UInt8]? {
    // A struct of strings and numbers always encodes.
    guard let data = try? JSONEncoder().encode(request) else { return nil }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  private static func send(_ line: [UInt8], to socket: Int32) -> Bool {
    write(socket, line, line.count) == line.count
  }

  private static func receive(from socket: Int32, _ patience: Int32) -> [UInt8]? {
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while line.count <= ControlRequest.lineLimit {
      var item = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&item, 1, patience) > 0 else { return nil }
      let count = read(socket, &chunk, chunk.count)
      guard count > 0 else { return nil }
      line += chunk.prefix(count)
      if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return Array(line[..<end]) }
    }
    return nil
  }
}

/// Who acts, for the record: the login name and the terminal.
enum Operator {
  static var name: String {
    let user =
      getpwuid(geteuid()).flatMap { $0.pointee.pw_name }.map { String(cString: $0) } ?? "uid \(geteuid())"
    guard let tty = ttyname(STDIN_FILENO) else { return user }
    let terminal = String(cString: tty)
    return "\(user)@\(terminal.hasPrefix("/dev/") ? String(terminal.dropFirst(5)) : terminal)"
  }
}
