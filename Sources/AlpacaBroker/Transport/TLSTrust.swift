#if NETWORK
  internal import Glibc
  internal import NIOConcurrencyHelpers
  internal import NIOCore
  internal import NIOSSL

  /// One context for each trust, made once: reading the system's roots takes longer than an order may wait,
  /// and streams are made anew after every break.
  enum TLSContexts {
    private static let made = NIOLockedValueBox<[Trust: NIOSSLContext]>([:])

    static func context(_ trust: Trust, for endpoint: Endpoint) -> Result<NIOSSLContext?, ConnectFailure> {
      if endpoint.isEncrypted, let known = made.withLockedValue({ $0[trust] }) { return .success(known) }
      return Result { () throws(ConnectFailure) in
        let context = try trust.context(for: endpoint)
        if let context { made.withLockedValue { $0[trust] = context } }
        return context
      }
    }
  }

  extension Trust {
    /// What every connection to an encrypted endpoint is made with; nil for plain text.
    ///
    /// Certificate and name are always verified: there is no setting to turn that off, and a test server gets
    /// a CA file of its own instead.
    func context(for endpoint: Endpoint) throws(ConnectFailure) -> NIOSSLContext? {
      guard endpoint.isEncrypted else { return nil }
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.certificateVerification = .fullVerification
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["http/1.1"]
      configuration.trustRoots = try roots()
      // How long a close waits for the other side's goodbye.
      configuration.shutdownTimeout = .seconds(1)
      do {
        return try NIOSSLContext(configuration: configuration)
      } catch {
        throw .other("TLS cannot be set up: \(error)")
      }
    }

    private func roots() throws(ConnectFailure) -> NIOSSLTrustRoots {
      guard case .file(let path) = self else { return .default }
      guard access(path, R_OK) == 0 else {
        throw .authorityFile(path, reason: String(cString: strerror(errno)).lowercased())
      }
      do {
        let certificates = try NIOSSLCertificate.fromPEMFile(path)
        guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
        return .certificates(certificates)
      } catch {
        throw .authorityFile(path, reason: "it holds no certificate in PEM form")
      }
    }
  }
#endif
