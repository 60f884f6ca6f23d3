internal import SlicingCore
internal import WireFormats

/// What a socket is told to send.
enum StreamFrame: Sendable {
  case text(String)
  case binary([UInt8])
}

/// A client's WebSocket, as the venue sees it.
struct StreamSocket: Sendable {
  enum Kind: Hashable, Sendable {
    /// The account's trade updates.
    case trading
    /// Market data of a feed.
    case data(feed: String)
  }

  enum Codec: Hashable, Sendable {
    case jsonText
    /// JSON in binary frames: how the trading stream speaks.
    case jsonBinary
    case messagePack
  }

  let kind: Kind
  let codec: Codec
  /// Bounded: a client that does not read is disconnected, not waited for.
  let outlet: AsyncStream<StreamFrame>.Continuation
  /// Breaks the connection off, whatever waits to be sent.
  let breakOff: @Sendable () -> Void

  var isAuthorized = false
  var isListening = false
  /// Symbols by channel, in the order they were asked for.
  var subscriptions: [DataChannel: [String]] = [:]

  init(
    kind: Kind, codec: Codec, outlet: AsyncStream<StreamFrame>.Continuation,
    breakOff: @escaping @Sendable () -> Void
  ) {
    self.kind = kind
    self.codec = codec
    self.outlet = outlet
    self.breakOff = breakOff
  }

  /// How many frames may wait for a slow reader.
  static let patience = 1024

  func send(_ value: WireValue) {
    let frame: StreamFrame =
      switch codec {
      case .jsonText: .text(value.json)
      case .jsonBinary: .binary(Array(value.json.utf8))
      case .messagePack: .binary(value.messagePack)
      }
    if case .dropped = outlet.yield(frame) { breakOff() }
  }

  /// Ends the connection without a close frame once what waits is sent.
  func abort() { outlet.finish() }

  /// What a client said; nil for what is in no form this socket speaks. JSON is taken in either kind of
  /// frame.
  func read(_ bytes: [UInt8]) -> WireValue? {
    codec == .messagePack ? MessagePackReader.read(bytes) ?? JSONReader.read(bytes) : JSONReader.read(bytes)
  }
}

/// What can be subscribed to on a data stream. Of updated and daily bars there are none here.
enum DataChannel: String, CaseIterable, Hashable, Sendable {
  case trades, quotes, bars, updatedBars, dailyBars, statuses, lulds
}

/// The paths that streams are opened at.
struct StreamPath {
  let kind: StreamSocket.Kind

  /// Nil for every other path.
  init?(_ path: [String]) {
    switch path {
    case ["stream"]: kind = .trading
    case ["v2", "iex"], ["v2", "sip"]: kind = .data(feed: path[1])
    default: return nil
    }
  }
}
