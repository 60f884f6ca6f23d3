#if NETWORK
  internal import Glibc
  internal import NIOCore
  internal import NIOPosix
  internal import NIOSSL

  /// Why there is no connection.
  enum ConnectFailure: Error {
    /// The name means no address.
    case noAddress
    /// What the system says.
    case socket(String)
    case tooSlow
    /// A name of the machine itself that leads elsewhere.
    case notLoopback
    case certificate(CertificateFault)
    /// It answers, but not in TLS.
    case notTLS
    case handshake(String)
    case authorityFile(String, reason: String)
    case other(String)

    init(_ error: any Error) {
      switch error {
      case let failure as ConnectFailure: self = failure
      case let failure as NIOConnectionError: self = .init(connecting: failure)
      case let failure as IOError: self = .socket(ConnectFailure.words(failure))
      case let failure as NIOSSLExtraError where failure == .failedToValidateHostname:
        self = .certificate(.otherName)
      case NIOSSLError.unableToValidateCertificate: self = .certificate(.otherName)
      case NIOSSLError.handshakeFailed(let reason): self = .init(handshake: reason)
      case ChannelError.connectTimeout: self = .tooSlow
      default: self = .other("\(error)")
      }
    }

    private init(connecting failure: NIOConnectionError) {
      if let first = failure.connectionErrors.first {
        self = .init(first.error)
      } else if failure.dnsAError != nil || failure.dnsAAAAError != nil {
        self = .noAddress
      } else {
        self = .tooSlow
      }
    }

    private init(handshake reason: BoringSSLError) {
      let text = "\(reason)"
      if text.contains("CERTIFICATE_VERIFY_FAILED") {
        self = .certificate(.notTrusted)
      } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
        self = .notTLS
      } else {
        self = .handshake(text)
      }
    }

    private static func words(_ error: IOError) -> String {
      String(cString: strerror(error.errnoCode)).lowercased()
    }
  }
#endif
