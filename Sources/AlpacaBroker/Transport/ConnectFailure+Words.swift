#if NETWORK
  internal import NIOCore

  extension ConnectFailure {
    /// Why there is no connection, in the middle of a sentence.
    var words: String {
      switch self {
      case .noAddress: "the name of the server leads to no address"
      case .socket(let why): why
      case .tooSlow: "no connection in time"
      case .notLoopback: "the name leads to another machine"
      case .certificate(let fault): fault.words
      case .notTLS: "the server does not speak TLS"
      case .handshake(let why): "no agreement on TLS: \(ConnectFailure.clipped(why))"
      case .authorityFile(let path, let reason): "the CA file \(path) is of no use: \(reason)"
      case .other(let what): ConnectFailure.clipped(what)
      }
    }

    private static func clipped(_ text: String) -> String {
      text.count <= 160 ? text : text.prefix(160) + "…"
    }
  }

  extension CertificateFault {
    var words: String {
      switch self {
      case .expired: "the server's certificate has expired"
      case .notYetValid: "the server's certificate is not valid yet"
      case .selfSigned: "the server's certificate is signed by itself"
      case .notTrusted: "the server's certificate is signed by no trusted authority"
      case .otherName: "the server's certificate is for another name"
      }
    }
  }

  extension TimeAmount {
    /// `10 s`, `250 ms`.
    var words: String {
      let milliseconds = nanoseconds / 1_000_000
      return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
  }
#endif
