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
    /// Nobody answered: who listens is stopped or hung, or could not be asked.
    case silent
  }

  /// A submission is never sent this way, so the longest wait is one for a commit.
  private static let patienceMilliseconds: Int32 = 10_000

  /// Asks, and waits for the answer as long as `patience` says, and no longer, whatever the engine does.
  ///
  /// - Parameter more: asked after that, says how much longer to wait, where that depends on something that
  ///   must not come before the question.
  static func ask(
    _ request: ControlRequest, in folder: String, patience: Int32 = patienceMilliseconds,
    more: () -> Int32 = { 0 }
  ) -> Answer {
    var call = ControlCall(request, in: folder)
    defer { call.hangUp() }
    let answer = call.wait(patience)
    guard answer == .silent else { return answer }
    let longer = more()
    return longer > 0 ? call.wait(longer) : .silent
  }
}

/// One request on its way to an engine. Nothing in it blocks beyond the time it is given.
private struct ControlCall {
  private let folder: String
  private var unsent: [UInt8]
  private var input: [UInt8] = []
  private var socket: Int32?
  /// The engine let go of the connection.
  private var isOver = false

  /// How often an engine that takes nobody is tried again.
  private static let retryMicroseconds: UInt32 = 20_000

  init(_ request: ControlRequest, in folder: String) {
    self.folder = folder
    // A struct of strings and numbers always encodes.
    guard let data = try? JSONEncoder().encode(request) else { preconditionFailure("not JSON: \(request)") }
    unsent = Array(data) + [UInt8(ascii: "\n")]
  }

  mutating func wait(_ milliseconds: Int32) -> ControlClient.Answer {
    let giveUp = ContinuousClock.now + .milliseconds(Int(milliseconds))
    guard reach(giveUp) else { return .nobody }
    while let socket, !isOver {
      let events = Int16(unsent.isEmpty ? POLLIN : POLLOUT)
      var item = pollfd(fd: socket, events: events, revents: 0)
      guard poll(&item, 1, ControlCall.milliseconds(until: giveUp)) > 0 else { return .silent }
      if unsent.isEmpty { receive(socket) } else { send(socket) }
      if let line = firstLine() {
        guard let reply = try? JSONDecoder().decode(ControlReply.self, from: Data(line)) else { break }
        return .reply(reply)
      }
    }
    return .silent
  }

  mutating func hangUp() {
    if let socket { close(socket) }
    socket = nil
  }

  /// False where nobody listens.
  private mutating func reach(_ giveUp: ContinuousClock.Instant) -> Bool {
    while socket == nil {
      switch UnixSocket.connect(name: StateFolder.File.controlSocket.rawValue, in: folder) {
      case .made(let connected): socket = connected
      case .nobody: return false
      case .notNow:
        // A busy engine takes the next one in a moment, and this process has a descriptor again; a stopped
        // engine never does.
        guard ContinuousClock.now < giveUp else { return true }
        usleep(ControlCall.retryMicroseconds)
      }
    }
    return true
  }

  private mutating func send(_ socket: Int32) {
    let count = Glibc.send(socket, unsent, unsent.count, Int32(MSG_NOSIGNAL))
    if count > 0 { return unsent.removeFirst(count) }
    // Let go of, which may have been said in words: those are still to be read.
    if errno != EAGAIN, errno != EINTR { unsent = [] }
  }

  private mutating func receive(_ socket: Int32) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(socket, &chunk, chunk.count)
    if count > 0 {
      input += chunk.prefix(count)
    } else {
      isOver = count == 0 || errno != EAGAIN && errno != EINTR
    }
    if input.count > ControlRequest.lineLimit { isOver = true }
  }

  private func firstLine() -> ArraySlice<UInt8>? {
    input.firstIndex(of: UInt8(ascii: "\n")).map { input[..<$0] }
  }

  private static func milliseconds(until giveUp: ContinuousClock.Instant) -> Int32 {
    let left = max(.zero, giveUp - ContinuousClock.now).components
    // Rounded up, so that the last millisecond is no busy loop.
    let perMillisecond: Int64 = 1_000_000_000_000_000
    let part = (left.attoseconds + perMillisecond - 1) / perMillisecond
    return Int32(clamping: left.seconds * 1000 + part)
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
