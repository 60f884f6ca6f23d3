#if NETWORK
  internal import HTTPTypes
  internal import Hummingbird
  internal import NIOCore
  internal import SlicingCore
  internal import WireFormats

  /// Carries requests to the venue and its answers back. It routes nothing: the paths of the protocol are the
  /// venue's business, and one of them holds a colon.
  struct VenueResponder: HTTPResponder {
    let venue: Venue

    /// Larger bodies are nobody's order.
    private static let largestBody = 1 << 16

    func respond(to request: Request, context: VenueContext) async throws -> Response {
      let body: ByteBuffer
      do {
        body = try await request.body.collect(upTo: VenueResponder.largestBody)
      } catch {
        return response(.refused(.malformedBody))
      }
      let asked = VenueRequest(
        method: request.method.rawValue, target: request.head.path ?? "/",
        key: request.headers[VenueHeader.key], secret: request.headers[VenueHeader.secret],
        body: Array(body.readableBytesView))
      let answer = await venue.answer(asked)
      if answer.delayMilliseconds > 0 { try await Task.sleep(for: .milliseconds(answer.delayMilliseconds)) }
      if answer.isDropped { try await context.channel.close() }
      return response(answer)
    }

    private func response(_ answer: VenueAnswer) -> Response {
      var headers = HTTPFields()
      for header in answer.headers {
        if let name = HTTPField.Name(header.name) { headers[name] = header.value }
      }
      switch answer.body {
      case .none: return Response(status: .init(code: answer.status), headers: headers)
      case .json(let text):
        headers[.contentType] = "application/json; charset=UTF-8"
        return Response(
          status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: .init(string: text)))
      case .html(let text):
        headers[.contentType] = "text/html"
        return Response(
          status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: .init(string: text)))
      }
    }
  }

  /// A request's connection: the fault that drops answers closes it.
  struct VenueContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = .init(source: source)
      channel = source.channel
    }
  }

  /// Where credentials are.
  enum VenueHeader {
    static let keyName = "APCA-API-KEY-ID"
    static let secretName = "APCA-API-SECRET-KEY"
    static let key = name(keyName)
    static let secret = name(secretName)

    private static func name(_ text: String) -> HTTPField.Name {
      guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header's name") }
      return name
    }
  }
#endif
