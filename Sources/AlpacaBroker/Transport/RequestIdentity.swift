#if NETWORK
  internal import NIOHTTP1

  /// What every request of an account carries, and the one place where its keys are put into one.
  struct RequestIdentity {
    private let common: HTTPHeaders

    init(_ endpoint: Endpoint, _ credentials: AlpacaCredentials) {
      common = [
        "Host": endpoint.authority,
        "APCA-API-KEY-ID": credentials.keyID,
        "APCA-API-SECRET-KEY": credentials.secret,
        "Accept": "application/json",
        "User-Agent": "tranche",
      ]
    }

    func request(_ call: HTTPCall) -> GatedRequest {
      var headers = common
      if !call.body.isEmpty { headers.add(name: "Content-Type", value: "application/json") }
      if !call.body.isEmpty || RequestIdentity.bodied.contains(call.method) {
        headers.add(name: "Content-Length", value: "\(call.body.count)")
      }
      let head = HTTPRequestHead(version: .http1_1, method: call.method, uri: call.target, headers: headers)
      return GatedRequest(head: head, body: call.body, permit: call.permit)
    }

    /// Methods of which a server expects a length even where there is no body.
    private static let bodied: [HTTPMethod] = [.POST, .PUT, .PATCH]

    /// Whether a target can stand in a request line without ending it or leading to another server.
    static func canWrite(_ target: String) -> Bool {
      target.utf8.first == UInt8(ascii: "/") && target.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
  }
#endif
