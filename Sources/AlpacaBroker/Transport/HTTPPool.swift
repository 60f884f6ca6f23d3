#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1

  /// The connections to one server, open before they are needed, and the calls that wait for one.
  ///
  /// A call is written on a connection that is ready, or it is not written: nothing is queued below the
  /// permit, nothing is sent twice, and no redirect is followed. Confined to its event loop.
  ///
  /// Rejected: a client library. It queues below the place where the permit can be asked, and reconnects and
  /// sends by itself.
  final class HTTPPool {
    private enum Slot {
      case closed
      case opening
      /// Until it may be tried again.
      case pausing(LoopTimer)
      case open(HTTPConnection)
    }

    /// Why the newest attempt to connect failed; nil when it did not.
    private(set) var lastFailure: String?
    private let loop: any EventLoop
    private let dialler: Dialler
    private let identity: RequestIdentity
    /// The first so many slots carry nothing but cancels, so that one finds a way out while everything else
    /// hangs.
    private let reserved: Int
    /// As many more that carry no questions, so that a crowd of them leaves a way for orders.
    private let lanes: Int
    private let idleLimit: ClosedRange<Int64>
    private var slots: [Slot]
    private var pauses: [Pause]
    private var queue = CallQueue()
    private var isClosed = false

    init(
      endpoint: Endpoint, trust: Trust, credentials: AlpacaCredentials, loop: any EventLoop, size: Int = 8,
      reserved: Int = 2, idleLimit: ClosedRange<Int64> = HTTPConnection.usualIdleLimit
    ) {
      precondition(reserved >= 0 && reserved < size, "\(reserved) of \(size) connections reserved")
      self.loop = loop
      self.reserved = reserved
      lanes = min(2, (size - reserved) / 2)
      self.idleLimit = idleLimit
      dialler = Dialler(endpoint, trust, loop: loop)
      identity = RequestIdentity(endpoint, credentials)
      slots = Array(repeating: .closed, count: size)
      pauses = Array(repeating: Pause(), count: size)
    }

    /// Opens all connections and keeps them open from now on. Before it, calls wait and are given up.
    func warm() {
      loop.preconditionInEventLoop()
      for number in slots.indices {
        if case .closed = slots[number] { open(number) }
      }
    }

    /// Writes a call at once where a connection is free for it. `then` is called exactly once, in a later
    /// turn.
    func send(_ call: HTTPCall, then: @escaping (HTTPResult) -> Void) {
      loop.preconditionInEventLoop()
      let pending = PendingCall(call, loop: loop, then: then)
      guard !isClosed else { return pending.finish(.notSent("the connections are closed")) }
      guard RequestIdentity.canWrite(call.target) else {
        return pending.finish(.notSent("the target of the request is not one of HTTP"))
      }
      pending.setTimer(call.patience) { [self] in
        queue.remove(pending)
        pending.finish(.notSent("no connection was free within \(call.patience.words)\(becauseOfFailure)"))
      }
      if let crowdedOut = queue.add(pending) {
        crowdedOut.finish(.notSent("\(CallQueue.capacity) calls wait already\(becauseOfFailure)"))
      }
      dispatch()
    }

    /// Gives up what waits, closes everything, and tells when the sockets are closed. Calls under way are
    /// lost.
    func close(then: @escaping () -> Void) {
      loop.preconditionInEventLoop()
      isClosed = true
      while let pending = queue.takeFirst() { pending.finish(.notSent("the connections are being closed")) }
      var closing: [EventLoopFuture<Void>] = []
      for number in slots.indices {
        switch slots[number] {
        case .closed, .opening: break
        case .pausing(let timer): timer.cancel()
        case .open(let connection):
          closing.append(connection.channel.closeFuture)
          connection.die("the connections are being closed")
        }
        slots[number] = .closed
      }
      EventLoopFuture.andAllComplete(closing, on: loop).assumeIsolated().whenComplete { [loop] _ in
        loop.assumeIsolated().execute(then)
      }
    }

    private var becauseOfFailure: String { lastFailure.map { ": \($0)" } ?? "" }

    // MARK: Calls

    private func dispatch() {
      while let urgency = queue.mostUrgent, let connection = freeConnection(for: urgency) {
        guard let pending = queue.takeFirst() else { return }
        connection.ask(pending)
      }
    }

    /// A connection that a request can be written to in this turn. A cancel takes a reserved one first, so
    /// that it is in nobody's way; among the rest the last used one, which is the least likely to be half
    /// gone.
    private func freeConnection(for urgency: Urgency) -> HTTPConnection? {
      let ways =
        switch urgency {
        case .cancel: [slots[..<reserved], slots[reserved...]]
        case .order: [slots[reserved...]]
        case .question: [slots[(reserved + lanes)...]]
        }
      for way in ways {
        let idle = way.compactMap { slot in
          if case .open(let connection) = slot, connection.isIdle { connection } else { nil }
        }
        for connection in idle.sorted(by: { $0.lastUsed > $1.lastUsed }) {
          if connection.isReady { return connection }
          connection.die("the server closed it while it was idle")
        }
      }
      return nil
    }

    // MARK: Connections

    private func open(_ number: Int) {
      slots[number] = .opening
      dialler.dial().assumeIsolated().whenComplete { [self] result in
        switch result {
        case .success(let channel): opened(number, channel)
        case .failure(let error): failed(number, ConnectFailure(error).words)
        }
      }
    }

    private func opened(_ number: Int, _ channel: any Channel) {
      guard !isClosed, channel.isActive else {
        channel.close(promise: nil)
        if !isClosed { failed(number, "the server hung up") }
        return
      }
      do {
        let connection = try HTTPConnection(
          channel, identity, idleLimit: idleLimit, freed: { [self] in dispatch() },
          ended: { [self] connection, reason, wasUseful in
            // Out of the turn in which it ended: others may be looking through the slots.
            loop.assumeIsolated().execute { [self] in ended(number, connection, reason, wasUseful) }
          })
        slots[number] = .open(connection)
        lastFailure = nil
      } catch {
        channel.close(promise: nil)
        failed(number, ConnectFailure(error).words)
      }
      dispatch()
    }

    private func failed(_ number: Int, _ reason: String) {
      guard !isClosed else { return }
      lastFailure = "\(dialler.endpoint.authority): \(reason)"
      pause(number)
    }

    private func ended(_ number: Int, _ connection: HTTPConnection, _ reason: String, _ wasUseful: Bool) {
      guard !isClosed, case .open(let current) = slots[number], current === connection else { return }
      if wasUseful {
        pauses[number] = Pause()
        open(number)
      } else {
        lastFailure = "\(dialler.endpoint.authority): \(reason)"
        pause(number)
      }
    }

    private func pause(_ number: Int) {
      let timer = LoopTimer()
      timer.set(in: pauses[number].next(), on: loop) { [self] in open(number) }
      slots[number] = .pausing(timer)
    }
  }
#endif
