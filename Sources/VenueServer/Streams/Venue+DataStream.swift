internal import PaperExchange
internal import SlicingCore
internal import WireFormats

// Market data: quotes, a trade a second, a bar a minute.
extension Venue {
  private static let beatLength: Int64 = 250_000
  /// How many symbols one connection to the free feed may have, over trades and quotes.
  private static let freeSymbols = 30

  func greet(_ id: Int, key: String?, secret: String?) {
    guard let socket = sockets[id] else { return }
    send(MarketDataShape.success("connected"), to: socket)
    if key == options.key, secret == options.secret {
      sockets[id]?.isAuthorized = true
      send(MarketDataShape.success("authenticated"), to: socket)
    }
    Task {
      try await Task.sleep(for: .seconds(10))
      guard let socket = sockets[id], !socket.isAuthorized else { return }
      send(MarketDataShape.error(404, "auth timeout"), to: socket)
      socket.abort()
    }
  }

  func data(_ message: WireValue?, _ id: Int, feed: String) {
    guard let socket = sockets[id] else { return }
    switch message?["action"]?.text {
    case "auth"?: authenticate(message, socket, id)
    case "subscribe"?, "unsubscribe"?:
      guard socket.isAuthorized else {
        return send(MarketDataShape.error(401, "not authenticated"), to: socket)
      }
      subscribe(message, id, feed: feed)
    default: send(MarketDataShape.error(400, "invalid syntax"), to: socket)
    }
  }

  private func authenticate(_ message: WireValue?, _ socket: StreamSocket, _ id: Int) {
    guard !socket.isAuthorized else {
      return send(MarketDataShape.error(403, "already authenticated"), to: socket)
    }
    guard message?["key"]?.text == options.key, message?["secret"]?.text == options.secret else {
      return send(MarketDataShape.error(402, "auth failed"), to: socket)
    }
    sockets[id]?.isAuthorized = true
    send(MarketDataShape.success("authenticated"), to: socket)
  }

  /// Adds to, or takes from, what is subscribed to; the answer is all that is.
  private func subscribe(_ message: WireValue?, _ id: Int, feed: String) {
    guard let socket = sockets[id] else { return }
    var subscriptions = socket.subscriptions
    let isAdding = message?["action"]?.text == "subscribe"
    for channel in DataChannel.allCases {
      guard let value = message?[channel.rawValue] else { continue }
      guard let names = value.texts else {
        return send(MarketDataShape.error(400, "invalid syntax"), to: socket)
      }
      let others = subscriptions[channel, default: []].filter { !names.contains($0) }
      subscriptions[channel] = isAdding ? others + names : names == ["*"] ? [] : others
    }
    let count = subscriptions[.trades, default: []].count + subscriptions[.quotes, default: []].count
    guard feed != "iex" || count <= Venue.freeSymbols else {
      return send(MarketDataShape.error(405, "symbol limit exceeded"), to: socket)
    }
    sockets[id]?.subscriptions = subscriptions
    send(acknowledgement(subscriptions), to: socket)
  }

  private func acknowledgement(_ subscriptions: [DataChannel: [String]]) -> WireValue {
    func names(_ channel: DataChannel) -> WireValue {
      .array(subscriptions[channel, default: []].map(WireValue.string))
    }
    let channels = DataChannel.allCases.map { WireValue.Member($0.rawValue, names($0)) }
    // Whoever has trades has their corrections too.
    let implied = ["corrections", "cancelErrors"].map { WireValue.Member($0, names(.trades)) }
    return .array([.object([.init("T", .string("subscription"))] + channels + implied)])
  }

  /// Everything a data stream is told goes this way.
  func send(_ message: WireValue, to socket: StreamSocket) {
    if !faults.strikes(.muteData) { socket.send(message) }
  }

  // MARK: The market goes on

  /// When quotes are due next; nil while nobody wants them.
  func nextBeat(after now: Instant) -> Instant? {
    guard sockets.values.contains(where: { !$0.subscriptions.isEmpty }) else { return nil }
    return Instant(microseconds: (now.microseconds / Venue.beatLength + 1) * Venue.beatLength)
  }

  /// Sends what came up since the last time: the quotes of now, and a trade and a bar where a second or a
  /// minute began.
  func beat(at now: Instant) {
    let beat = now.microseconds / Venue.beatLength
    let before = lastBeat
    guard beat != before else { return }
    lastBeat = beat
    for socket in sockets.values where socket.isAuthorized && !socket.subscriptions.isEmpty {
      var messages = symbols(socket, .quotes).map { MarketDataShape.quote(paper.exchange.quote($0, at: now)) }
      if beat / 4 != before / 4 {
        messages += symbols(socket, .trades).map {
          MarketDataShape.trade(TradePrint($0, second: beat / 4, in: paper.exchange))
        }
      }
      if beat / 240 != before / 240 {
        messages += symbols(socket, .bars).map {
          MarketDataShape.bar(MinuteBar($0, minute: beat / 240 - 1, in: paper.exchange))
        }
        // Told anew every now and then, so that whoever came late has them too.
        messages += symbols(socket, .lulds).compactMap { symbol in
          bands[symbol.text].map { MarketDataShape.bands(symbol.text, $0, at: now) }
        }
      }
      guard !messages.isEmpty, !faults.isOn(.muteStream) || !faults.strikes(.muteStream) else { continue }
      send(.array(faults.strikes(.textTimes) ? messages.map(Venue.withTextTimes) : messages), to: socket)
    }
  }

  private func symbols(_ socket: StreamSocket, _ channel: DataChannel) -> [Symbol] {
    let names = socket.subscriptions[channel, default: []]
    let wanted = names.contains("*") ? AssetList.all.map(\.symbol) : names
    return wanted.filter { AssetList.asset($0) != nil }.compactMap { Symbol($0) }
  }

  static func withTextTimes(_ value: WireValue) -> WireValue {
    guard case .object(let members) = value else { return value }
    return .object(
      members.map { member in
        guard case .time(let instant) = member.value else { return member }
        return .init(member.name, .string(WireTime.text(instant)))
      })
  }
}
