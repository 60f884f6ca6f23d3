#if NETWORK
  internal import Hummingbird
  internal import HummingbirdCore
  internal import Logging
  internal import NIOCore
  internal import SlicingCore

  /// The simulated exchange as a service on loopback that speaks the protocol of Alpaca's Trading API: HTTP,
  /// the stream of trade updates and the streams of market data, all on one port.
  public struct VenueServer: Sendable {
    private let venue: Venue
    private let options: VenueOptions

    /// Opens the ledger, or begins one.
    public init(_ options: VenueOptions) throws(VenueError) {
      self.options = options
      venue = try Venue(options)
    }

    /// Serves until its task is canceled, or until the ledger cannot be written.
    ///
    /// - Parameter onRunning: called once with the port that clients can connect to.
    public func run(onRunning: @escaping @Sendable (Int) -> Void) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await serve(onRunning) }
        group.addTask {
          while true {
            let milliseconds = try await venue.turn()
            try await Task.sleep(for: .milliseconds(milliseconds))
          }
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    }

    private func serve(_ onRunning: @escaping @Sendable (Int) -> Void) async throws {
      var logger = Logger(label: "tranche.venue")
      logger.logLevel = .critical
      let venue = venue
      let application = Application(
        responder: VenueResponder(venue: venue),
        server: HTTPServerBuilder { responder in UpgradeChannel(responder: responder, venue: venue) },
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: options.port)),
        onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
      do {
        try await application.run()
      } catch let error as IOError {
        throw VenueError.cannotListen(port: options.port, reason: error.description)
      }
    }
  }

  extension Venue {
    /// Whether a stream may be opened now.
    func admits() -> Bool { !faults.strikes(.refuseUpgrade) }
  }
#endif
