internal import DeskModel
internal import Glibc
internal import OrderStore
internal import Terminal

/// The control socket's clients, served from the main thread's loop: it works while the screen is frozen and
/// while the model is busy, and a halt takes effect when its line is read.
///
/// Everything is bounded: clients, the length of a line, and the lines of one client that wait for an answer.
/// A client that goes over a bound is told so and let go.
final class ControlServer {
  static let clientsMax = 16
  static let waitingMax = 32

  private struct Client {
    let descriptor: Int32
    var input: [UInt8] = []
    var waiting: [ControlRequest] = []
    var isBusy = false
    /// Nothing more comes from him: he has hung up, or has only said all he has to say and waits for his
    /// answers. What he asked for is served either way; whether he is still there is asked when it matters.
    var isAtEnd = false
    /// An answer could not be given to him, so that none is any more. What he sent before he hung up is read
    /// all the same: there may be a halt in it.
    var isDeaf = false

    /// Whether nobody waits for his answers any more.
    var hasGone: Bool { isDeaf || UnixSocket.isHungUp(descriptor) }
  }

  private let listener: Int32
  private let loop: InputLoop
  private let engine: Engine
  private let service: ControlService
  private let answered: @Sendable (Int, String) -> Void
  private var clients: [Int: Client] = [:]
  private var lastNumber = 0
  private var chunk = [UInt8](repeating: 0, count: 4096)

  /// - Parameter answered: takes an answer for a client, on any thread; it must come back through `deliver`.
  init(
    engine: Engine, loop: InputLoop, answered: @escaping @Sendable (Int, String) -> Void
  ) throws(CommandFailure) {
    let name = StateFolder.File.controlSocket.rawValue
    guard let listener = UnixSocket.listen(name: name, in: engine.folder.path) else {
      throw CommandFailure(
        .cannotWrite, "\(engine.folder.path)/\(name) cannot be made: \(String(cString: strerror(errno)))")
    }
    self.listener = listener
    self.loop = loop
    self.engine = engine
    self.answered = answered
    service = ControlService(engine.model)
    loop.register(listener)
  }

  deinit {
    for client in clients.values { close(client.descriptor) }
    close(listener)
    // The folder's lock is still ours, so nobody else listens here.
    unlink(engine.folder.path(of: .controlSocket))
  }

  /// Something can be read; says whether it was ours.
  func readable(_ descriptor: Int32) -> Bool {
    if descriptor == listener {
      accept()
      return true
    }
    guard let number = clients.first(where: { $0.value.descriptor == descriptor })?.key else { return false }
    receive(from: number)
    return true
  }

  /// Sends an answer to a client, if it is still there, and takes up its next request.
  func deliver(_ line: String, to number: Int) {
    send(line, to: number)
    clients[number]?.isBusy = false
    serveNext(of: number)
  }

  private func accept() {
    while let descriptor = UnixSocket.accept(listener) {
      lastNumber += 1
      clients[lastNumber] = Client(descriptor: descriptor)
      loop.register(descriptor)
      if clients.count > ControlServer.clientsMax { dismissIdlest() }
    }
  }

  /// The oldest client that waits for no answer goes, so that idle ones cannot keep an act, or a halt, out.
  private func dismissIdlest() {
    let idle = clients.filter { !$0.value.isBusy && $0.key != lastNumber }.keys.min()
    dismiss(idle ?? lastNumber, "too many clients: at most \(ControlServer.clientsMax)")
  }

  private func receive(from number: Int) {
    guard let client = clients[number] else { return }
    let count = read(client.descriptor, &chunk, chunk.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return end(number) }
    clients[number]?.input += chunk.prefix(count)
    takeLines(of: number)
  }

  private func takeLines(of number: Int) {
    while let end = clients[number]?.input.firstIndex(of: UInt8(ascii: "\n")) {
      let line = clients[number]?.input.prefix(end) ?? []
      clients[number]?.input.removeFirst(end + 1)
      take(line, of: number)
    }
    if let client = clients[number], client.input.count > ControlRequest.lineLimit {
      dismiss(number, ControlError.tooLong(limit: ControlRequest.lineLimit).words)
    }
  }

  private func take(_ line: ArraySlice<UInt8>, of number: Int) {
    do throws(ControlError) {
      let request = try ControlService.request(from: line)
      // Before anything else, and whatever this client still waits for.
      if request.haltsEverything { engine.engageKillWord() }
      clients[number]?.waiting.append(request)
    } catch {
      return send(ControlReply(.invalid, error.words).line, to: number)
    }
    if let client = clients[number], client.waiting.count > ControlServer.waitingMax {
      return dismiss(number, "too many requests at once: at most \(ControlServer.waitingMax)")
    }
    serveNext(of: number)
  }

  /// One request of a client after the other, so that its answers come in its order.
  private func serveNext(of number: Int) {
    guard var client = clients[number], !client.isBusy else { return }
    guard let request = next(of: &client) else {
      clients[number] = client
      if client.isAtEnd { drop(number) }
      return
    }
    client.isBusy = true
    clients[number] = client
    Task { [service, answered] in
      let reply = await service.answer(request)
      answered(number, reply.line)
    }
  }

  /// Whoever asked an engine that was stopped or hung was told that nothing is known of it, and has gone;
  /// what he decided then is not carried out behind his back now, if it adds risk. A halt and a cancel always
  /// are.
  private func next(of client: inout Client) -> ControlRequest? {
    while !client.waiting.isEmpty {
      let request = client.waiting.removeFirst()
      guard request.command.addsRisk, client.hasGone else { return request }
      ProgramLog.note("control: \(request.command.rawValue) by \(request.actor) not done: the asker has gone")
    }
    return nil
  }

  private func end(_ number: Int) {
    guard let client = clients[number], !client.isAtEnd else { return }
    // There is always something to read from him now: the end.
    loop.unregister(client.descriptor)
    clients[number]?.isAtEnd = true
    serveNext(of: number)
  }

  /// Answers are far shorter than a socket's buffer; a client that does not take them is not waiting for any.
  private func send(_ line: String, to number: Int) {
    guard let client = clients[number], !client.isDeaf else { return }
    let bytes = Array((line + "\n").utf8)
    if write(client.descriptor, bytes, bytes.count) != bytes.count { clients[number]?.isDeaf = true }
  }

  private func dismiss(_ number: Int, _ reason: String) {
    send(ControlReply(.invalid, reason).line, to: number)
    drop(number)
  }

  private func drop(_ number: Int) {
    guard let client = clients.removeValue(forKey: number) else { return }
    loop.unregister(client.descriptor)
    close(client.descriptor)
  }
}
