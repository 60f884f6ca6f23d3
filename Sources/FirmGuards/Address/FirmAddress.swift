#if FIRM_GUARDS
  /// Where the firm's server is. Holds no password, so it may be shown.
  public struct FirmAddress: Hashable, Sendable, CustomStringConvertible {
    /// A port of a machine, or a socket on this one.
    public enum Endpoint: Hashable, Sendable {
      case tcp(host: String, port: Int)
      case unix(path: String)
    }

    /// The port where nothing else is said.
    public static let defaultPort = 6379

    /// What to connect to.
    public let endpoint: Endpoint
    /// Which of the server's numbered databases.
    public let database: Int

    /// Memberwise.
    public init(_ endpoint: Endpoint, database: Int = 0) {
      self.endpoint = endpoint
      self.database = database
    }

    /// `10.0.0.5:6379/0`, `unix:/run/redis.sock`.
    public var description: String {
      switch endpoint {
      case .tcp(let host, let port): "\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
      case .unix(let path): "unix:\(path)"
      }
    }
  }
#endif
