#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1
  internal import NIOWebSocket

  /// Which stream a handshake asks for, and in which form.
  struct StreamRequest: Sendable {
    let kind: StreamSocket.Kind
    let codec: StreamSocket.Codec
    let key: String?
    let secret: String?

    /// Nil for a path without a stream.
    init?(_ head: HTTPRequestHead) {
      let path = head.uri.split(separator: "?").first ?? ""
      guard let found = StreamPath(path.split(separator: "/").map(String.init)) else { return nil }
      let isPacked = head.headers["Content-Type"].contains { $0.lowercased().contains("msgpack") }
      kind = found.kind
      codec = isPacked ? .messagePack : kind == .trading ? .jsonBinary : .jsonText
      key = head.headers.first(name: VenueHeader.keyName)
      secret = head.headers.first(name: VenueHeader.secretName)
    }
  }

  /// A WebSocket from its opening to its end: frames in to the venue, the venue's frames out.
  struct StreamConnection {
    let venue: Venue
    let request: StreamRequest

    func run(_ channel: UpgradeChannel.WebSocket) async throws {
      let (frames, outlet) = AsyncStream.makeStream(
        of: StreamFrame.self, bufferingPolicy: .bufferingOldest(StreamSocket.patience))
      let connection = channel.channel
      let socket = StreamSocket(
        kind: request.kind, codec: request.codec, outlet: outlet,
        breakOff: { connection.close(promise: nil) })
      let id = await venue.open(socket, key: request.key, secret: request.secret)
      do {
        try await channel.executeThenClose { inbound, outbound in
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await StreamConnection.send(frames, outbound) }
            group.addTask { try await receive(inbound, outbound, id) }
            // Whichever ends first, the client or the venue, ends both.
            try await group.next()
            group.cancelAll()
          }
        }
      } catch {
        await venue.closed(id)
        throw error
      }
      await venue.closed(id)
    }

    private static func send(
      _ frames: AsyncStream<StreamFrame>, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    ) async throws {
      for await frame in frames {
        switch frame {
        case .text(let text):
          try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text)))
        case .binary(let bytes):
          try await outbound.write(WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: bytes)))
        }
      }
    }

    private func receive(
      _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
      _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ id: Int
    ) async throws {
      for try await frame in inbound {
        switch frame.opcode {
        case .text, .binary: await venue.received(Array(frame.unmaskedData.readableBytesView), on: id)
        case .ping:
          try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .connectionClose:
          // The code the client gave, given back.
          let code = frame.unmaskedData.readableBytesView.prefix(2)
          try await outbound.write(
            WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(bytes: code)))
          return
        default: break
        }
      }
    }
  }
#endif
