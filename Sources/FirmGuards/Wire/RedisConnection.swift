#if FIRM_GUARDS
  internal import CHiredis
  internal import Glibc

  /// One connection to the server. The library formats commands and reads answers; waiting is done here,
  /// because each of the library's own time limits holds for one system call, so that a server which sends a
  /// byte now and then would never be found out. One thread uses it.
  final class RedisConnection {
    /// The two records are at most 64 kB each.
    static let longestAnswer = 256 * 1024

    private let context: UnsafeMutablePointer<redisContext>
    /// For making the connection, and again for each exchange.
    private let limit: Milliseconds

    /// Connects and logs in.
    static func open(_ configuration: FirmConfiguration) throws(RedisFailure) -> RedisConnection {
      let connection = try RedisConnection(to: configuration.address.endpoint, configuration.answerLimit)
      try connection.finishConnecting(by: BootTime.now + connection.limit)
      try connection.introduce(configuration)
      return connection
    }

    private init(to endpoint: FirmAddress.Endpoint, _ limit: Milliseconds) throws(RedisFailure) {
      self.limit = limit
      let made =
        switch endpoint {
        case .tcp(let host, let port): redisConnectNonBlock(host, Int32(port))
        case .unix(let path): redisConnectUnixNonBlock(path)
        }
      guard let made else { throw .connecting("out of memory") }
      context = made
      // From here on `deinit` frees it, also where this throws.
      guard context.pointee.err == 0 else { throw .connecting(RedisConnection.errorText(made)) }
    }

    deinit { redisFree(context) }

    /// Sends the commands in one piece and gives their answers; an error among them is an answer.
    func exchange(_ commands: [[String]]) throws(RedisFailure) -> [RedisReply] {
      let deadline = BootTime.now + limit
      try send(commands, by: deadline)
      var budget = RedisConnection.longestAnswer
      var replies: [RedisReply] = []
      while replies.count < commands.count { replies.append(try receive(by: deadline, budget: &budget)) }
      return replies
    }

    /// Sends commands whose answers are told like any other news.
    func send(_ commands: [[String]]) throws(RedisFailure) {
      try send(commands, by: BootTime.now + limit)
    }

    /// What the server says next by itself; nil if it says nothing for so long.
    func news(within wait: Milliseconds) throws(RedisFailure) -> RedisReply? {
      if let reply = try unreadReply() { return reply }
      guard try isReady(for: POLLIN, by: BootTime.now + wait) else { return nil }
      var budget = RedisConnection.longestAnswer
      return try receive(by: BootTime.now + limit, budget: &budget)
    }

    // MARK: Connecting

    private func finishConnecting(by deadline: BootTime) throws(RedisFailure) {
      guard try isReady(for: POLLOUT, by: deadline) else { throw .timedOut(limit) }
      var code: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      let asked = getsockopt(context.pointee.fd, SOL_SOCKET, SO_ERROR, &code, &size)
      guard asked == 0 else { throw .connecting(RedisConnection.words(errno)) }
      guard code == 0 else { throw .connecting(RedisConnection.words(code)) }
      guard context.pointee.connection_type == REDIS_CONN_TCP else { return }
      // A command in two packets would otherwise wait for the answer to the first.
      var one: Int32 = 1
      let set = setsockopt(context.pointee.fd, Int32(IPPROTO_TCP), TCP_NODELAY, &one, size)
      guard set == 0 else { throw .connecting(RedisConnection.words(errno)) }
    }

    private func introduce(_ configuration: FirmConfiguration) throws(RedisFailure) {
      var commands: [[String]] = []
      if let login = configuration.login { commands.append(login.command) }
      if configuration.address.database != 0 {
        commands.append(["SELECT", String(configuration.address.database)])
      }
      guard !commands.isEmpty else { return }
      for case .error(let words) in try exchange(commands) { throw .login(ForeignText.line(words)) }
    }

    // MARK: Bytes

    private func send(_ commands: [[String]], by deadline: BootTime) throws(RedisFailure) {
      var bytes: ArraySlice<UInt8> = []
      for command in commands { bytes += try formatted(command) }
      while !bytes.isEmpty {
        // MSG_NOSIGNAL: a server that went away is a failure, not the end of the program.
        let sent = bytes.withUnsafeBytes {
          Glibc.send(context.pointee.fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if sent > 0 {
          bytes = bytes.dropFirst(sent)
        } else if errno != EAGAIN && errno != EINTR {
          throw .broken(RedisConnection.words(errno))
        } else if try !isReady(for: POLLOUT, by: deadline) {
          throw .timedOut(limit)
        }
      }
    }

    private func formatted(_ command: [String]) throws(RedisFailure) -> [UInt8] {
      let text = command.flatMap { Array($0.utf8) }
      var lengths = command.map(\.utf8.count)
      var formatted: UnsafeMutablePointer<CChar>? = nil
      let length = text.withUnsafeBytes { bytes in
        let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
        var offset = 0
        var words: [UnsafePointer<CChar>?] = lengths.map { length in
          defer { offset += length }
          return start?.advanced(by: offset)
        }
        return redisFormatCommandArgv(&formatted, Int32(words.count), &words, &lengths)
      }
      guard length > 0, let start = formatted else { throw .broken("out of memory") }
      defer { redisFreeCommand(start) }
      return Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }

    private func receive(by deadline: BootTime, budget: inout Int) throws(RedisFailure) -> RedisReply {
      while true {
        if let reply = try unreadReply() { return reply }
        guard try isReady(for: POLLIN, by: deadline) else { throw .timedOut(limit) }
        let before = ch_unread_bytes(context)
        guard redisBufferRead(context) == REDIS_OK else {
          throw .broken(RedisConnection.errorText(context))
        }
        budget -= ch_unread_bytes(context) - before
        guard budget >= 0 else { throw .tooLong }
      }
    }

    /// A complete answer among the bytes that were received.
    private func unreadReply() throws(RedisFailure) -> RedisReply? {
      var pointer: UnsafeMutableRawPointer? = nil
      guard redisGetReplyFromReader(context, &pointer) == REDIS_OK else { throw .malformed }
      guard let pointer else { return nil }
      defer { freeReplyObject(pointer) }
      guard let reply = RedisReply(copying: pointer.assumingMemoryBound(to: redisReply.self)) else {
        throw .malformed
      }
      return reply
    }

    /// False at the deadline, also where there is something then: a byte now and then is no answer.
    private func isReady(for event: Int32, by deadline: BootTime) throws(RedisFailure) -> Bool {
      while true {
        let left = deadline - BootTime.now
        guard left > 0 else { return false }
        var request = pollfd(fd: context.pointee.fd, events: Int16(event), revents: 0)
        // Rounded up: a wait of nothing at all would spin through the last millisecond.
        let ready = poll(&request, 1, Int32(clamping: (left + 999_999) / 1_000_000))
        if ready > 0 { return true }
        if ready < 0, errno != EINTR { throw .broken(RedisConnection.words(errno)) }
      }
    }

    private static func errorText(_ context: UnsafeMutablePointer<redisContext>) -> String {
      ForeignText.line(String(cString: ch_error_text(context)))
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
  }
#endif
