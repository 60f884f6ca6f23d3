internal import SlicingCore
internal import WireFormats

// The account's trade updates: who listens, and what they are told.
extension Venue {
  func open(_ socket: StreamSocket, key: String?, secret: String?) -> Int {
    nextSocket += 1
    sockets[nextSocket] = socket
    if case .data = socket.kind { greet(nextSocket, key: key, secret: secret) }
    return nextSocket
  }

  func closed(_ id: Int) { sockets[id] = nil }

  /// A message of a client.
  func received(_ bytes: [UInt8], on id: Int) {
    guard let socket = sockets[id] else { return }
    let message = socket.read(bytes)
    switch socket.kind {
    case .trading: trading(message, id)
    case .data(let feed): data(message, id, feed: feed)
    }
  }

  private func trading(_ message: WireValue?, _ id: Int) {
    switch message?["action"]?.text {
    case "authenticate"?, "auth"?: authenticate(message, id)
    case "listen"?: listen(message, id)
    default:
      let error: WireValue = .object([.init("error_message", .string("invalid message"))])
      sockets[id]?.send(.object([.init("action", .string("error")), .init("data", error)]))
    }
  }

  /// Two forms are in use: the credentials beside the action, or in its data.
  private func authenticate(_ message: WireValue?, _ id: Int) {
    let data = message?["data"]
    let key = data?["key_id"]?.text ?? message?["key"]?.text
    let secret = data?["secret_key"]?.text ?? message?["secret"]?.text
    let isRight = key == options.key && secret == options.secret
    sockets[id]?.isAuthorized = isRight
    sockets[id]?.send(authorization(isRight ? "authorized" : "unauthorized", action: "authenticate"))
  }

  private func authorization(_ status: String, action: String) -> WireValue {
    .object([
      .init("stream", .string("authorization")),
      .init("data", .object([.init("status", .string(status)), .init("action", .string(action))])),
    ])
  }

  /// Replaces what is listened to; what the venue does not know is left out of the answer.
  private func listen(_ message: WireValue?, _ id: Int) {
    guard sockets[id]?.isAuthorized == true else {
      sockets[id]?.send(authorization("unauthorized", action: "listen"))
      return
    }
    let isWanted = message?["data"]?["streams"]?.texts?.contains("trade_updates") ?? false
    sockets[id]?.isListening = isWanted
    let streams: [WireValue] = isWanted ? [.string("trade_updates")] : []
    sockets[id]?.send(
      .object([
        .init("stream", .string("listening")), .init("data", .object([.init("streams", .array(streams))])),
      ]))
    let count = faults.value(.replayFrames, default: 10)
    if isWanted, faults.strikes(.replayFrames) {
      for update in sent.suffix(count) { sockets[id]?.send(update.value) }
    }
  }

  // MARK: What they are told

  /// Takes an update up for sending. It leaves a moment later, so that as a rule the answer to the request
  /// that caused it arrives first.
  func tell(_ update: TradeUpdate) {
    outgoing.append(update)
    Task {
      try await Task.sleep(for: .milliseconds(3))
      flush()
    }
  }

  /// Sends what waits, in the order it happened.
  func flush() {
    let updates = outgoing
    outgoing = []
    for update in updates {
      if faults.isOn(.muteStream), faults.strikes(.muteStream) { continue }
      if update.isFill, faults.strikes(.loseFill) { continue }
      if let waiting = ahead.removeValue(forKey: update.orderID) {
        inTurn(waiting.showing(update.order))
      } else if update.name == "partial_fill", faults.strikes(.totalAhead) {
        ahead[update.orderID] = update
        continue
      }
      inTurn(update)
    }
  }

  private func inTurn(_ update: TradeUpdate) {
    if let waiting = swapped {
      swapped = nil
      send(update)
      send(waiting)
    } else if faults.strikes(.swapFrames) {
      swapped = update
    } else {
      send(update)
    }
  }

  private func send(_ update: TradeUpdate) {
    broadcast(update)
    guard update.isFill else { return }
    if faults.strikes(.duplicateFill) { broadcast(update) }
    if faults.strikes(.dropSocket) {
      for (id, socket) in sockets where socket.kind == .trading {
        socket.abort()
        sockets[id] = nil
      }
    }
  }

  private func broadcast(_ update: TradeUpdate) {
    sent = sent.suffix(49) + [update]
    let value = faults.strikes(.numbersForStrings) ? Venue.numbered(update.value) : update.value
    for socket in sockets.values where socket.kind == .trading && socket.isListening { socket.send(value) }
  }
}
