#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOWebSocket

  /// One WebSocket connection, from its opening to its end; a new one is a new link.
  ///
  /// A connection can be dead for minutes without the socket knowing, so it is pinged: without pongs it first
  /// lags and then is over. Confined to its event loop; news come in a turn of their own.
  final class StreamLink {
    private enum State {
      case new
      case connecting
      case open(any Channel)
      /// The closing frame is sent; the server's is awaited for a moment.
      case closing(any Channel)
      case ended
    }

    private let dialler: Dialler
    private let path: String
    private let headers: HTTPHeaders
    private let loop: any EventLoop
    private let timing: StreamTiming
    private let heard: (StreamNews) -> Void
    private var state = State.new
    private var reader: FrameReader?
    private var channel: (any Channel)?
    private var isLagging = false
    private var pinging: RepeatedTask?
    /// One at a time: for opening, then for pongs, then for the server's goodbye.
    private let timer = LoopTimer()

    private static let goodbyeLimit = TimeAmount.seconds(1)

    init(
      endpoint: Endpoint, path: String, headers: HTTPHeaders, trust: Trust, loop: any EventLoop,
      timing: StreamTiming, heard: @escaping (StreamNews) -> Void
    ) {
      precondition(timing.lag < timing.giveUp, "a stream that is given up before it lags")
      dialler = Dialler(endpoint, trust, loop: loop, limit: timing.connect)
      self.path = path
      self.headers = headers
      self.loop = loop
      self.timing = timing
      self.heard = heard
    }

    /// Connects. Used once.
    func open() {
      loop.preconditionInEventLoop()
      guard case .new = state else { preconditionFailure("opened while \(state)") }
      state = .connecting
      setTimer(timing.connect) { [self] in
        end(.lost("the stream did not open within \(timing.connect.words)"))
      }
      dialler.dial().assumeIsolated().whenComplete { [self] result in
        switch result {
        case .success(let channel): shakeHands(channel)
        case .failure(let error): end(.lost(ConnectFailure(error).words))
        }
      }
    }

    /// Sends a message. After the end it goes nowhere, as one does that a breaking connection swallows: the
    /// news of the end say so.
    func send(_ text: String) {
      loop.preconditionInEventLoop()
      switch state {
      case .new, .connecting: preconditionFailure("sent on a stream that is not open")
      case .open(let channel):
        guard channel.isWritable else { return end(.lost("the server takes nothing in")) }
        reader?.write(.text, ByteBuffer(string: text))
      case .closing, .ended: break
      }
    }

    /// Says goodbye with code 1000 and closes; ends in `ended` all the same.
    func close() {
      loop.preconditionInEventLoop()
      switch state {
      case .new, .connecting: end(.lost("closed before it was open"))
      case .open(let channel):
        state = .closing(channel)
        pinging?.cancel()
        reader?.write(.connectionClose, StreamLink.normalClosure)
        setTimer(StreamLink.goodbyeLimit) { [self] in end(.lost("closed")) }
      case .closing, .ended: break
      }
    }

    // MARK: Opening

    private func shakeHands(_ channel: any Channel) {
      guard case .connecting = state else { return channel.close(promise: nil) }
      self.channel = channel
      // The handlers below do not all see a hang-up while the upgrade moves them about; this does. What they
      // know of its cause is said first.
      channel.closeFuture.assumeIsolated().whenComplete { [self] _ in
        loop.assumeIsolated().execute { [self] in broke(.hangUp) }
      }
      let reader = FrameReader(
        received: { [weak self] in self?.received($0) },
        broken: { [weak self] in self?.broke($0) })
      self.reader = reader
      do {
        try StreamHandshake.run(
          on: channel, dialler.endpoint, path: path, headers: headers,
          reader: NIOLoopBound(reader, eventLoop: loop)
        ).assumeIsolated().whenComplete { [self] result in
          switch result {
          case .success(.upgraded): opened(channel)
          case .success(.refused(let status)): end(.refused(status: status))
          case .failure(let error): end(.lost("not a WebSocket: \(ConnectFailure(error).words)"))
          }
        }
      } catch {
        end(.lost("no handshake: \(ConnectFailure(error).words)"))
      }
    }

    private func opened(_ channel: any Channel) {
      guard case .connecting = state else { return }
      state = .open(channel)
      tell(.opened)
      let bound = NIOLoopBound(self, eventLoop: loop)
      pinging = loop.scheduleRepeatedTask(initialDelay: timing.ping, delay: timing.ping) { _ in
        bound.value.reader?.write(.ping, ByteBuffer())
      }
      awaitPong()
    }

    // MARK: While it is open

    private func received(_ frame: WebSocketFrame) {
      if case .ended = state { return }
      guard !frame.rsv1, !frame.rsv2, !frame.rsv3, frame.maskKey == nil else {
        return broke(.protocolError("a frame nobody agreed on"))
      }
      switch frame.opcode {
      case .text, .binary: tell(.message(Array(frame.data.readableBytesView)))
      case .ping: reader?.write(.pong, frame.data)
      case .pong: ponged()
      case .connectionClose: goodbye(frame.data)
      default: broke(.protocolError("\(frame.opcode)"))
      }
    }

    private func ponged() {
      guard case .open = state else { return }
      if isLagging {
        isLagging = false
        tell(.lively)
      }
      awaitPong()
    }

    private func awaitPong() {
      setTimer(timing.lag) { [self] in
        isLagging = true
        tell(.lagging("no pong for \(timing.lag.words)"))
        setTimer(timing.giveUp - timing.lag) { [self] in
          end(.lost("no pong for \(timing.giveUp.words)"))
        }
      }
    }

    // MARK: The end

    private func broke(_ fault: StreamFault) {
      switch fault {
      case .hangUp:
        if case .closing = state { end(.lost("closed")) } else { end(.lost("the server hung up")) }
      case .socket(let why): end(.lost("the connection broke: \(why)"))
      case .protocolError(let what):
        if case .open = state { reader?.write(.connectionClose, StreamLink.protocolError) }
        end(.lost("the server broke the rules of WebSocket: \(what)"))
      }
    }

    /// The server's closing frame is answered with its own code, unless it answers ours.
    private func goodbye(_ data: ByteBuffer) {
      guard case .open = state else { return end(.lost("closed")) }
      reader?.write(.connectionClose, ByteBuffer(bytes: data.readableBytesView.prefix(2)))
      var rest = data
      let code = rest.readInteger(as: UInt16.self).map { " with code \($0)" } ?? ""
      let reason = String(String(buffer: rest).unicodeScalars.filter { (0x20...0x7E).contains($0.value) })
      end(.lost("the server closed the stream\(code)\(reason.isEmpty ? "" : ": \(reason.prefix(100))")"))
    }

    private func end(_ end: StreamEnd) {
      if case .ended = state { return }
      state = .ended
      timer.cancel()
      pinging?.cancel()
      channel?.close(promise: nil)
      tell(.ended(end))
    }

    private func setTimer(_ amount: TimeAmount, _ late: @escaping () -> Void) {
      timer.set(in: amount, on: loop, late)
    }

    private func tell(_ news: StreamNews) {
      loop.assumeIsolated().execute { [heard] in heard(news) }
    }

    private static let normalClosure = ByteBuffer(integer: UInt16(1000))
    private static let protocolError = ByteBuffer(integer: UInt16(1002))
  }
#endif
