#if NETWORK
  internal import Glibc
  internal import NIOSSL

  /// What is wrong with a server's certificate.
  enum CertificateFault: Hashable {
    case expired
    case notYetValid
    /// Signed with its own key, and not trusted.
    case selfSigned
    /// Signed by nobody who is trusted.
    case notTrusted
    /// It is for other hosts.
    case otherName
  }

  extension CertificateFault {
    /// Looks for the reason why a certificate was refused, of which the library tells no more than that. This
    /// never decides anything: the certificate is refused already.
    init(of certificate: NIOSSLCertificate) {
      let now = Glibc.time(nil)
      if now > certificate.notValidAfter {
        self = .expired
      } else if now < certificate.notValidBefore {
        self = .notYetValid
      } else if (try? certificate.toDERBytes()).flatMap(CertificateNames.init)?.isSelfSigned ?? false {
        self = .selfSigned
      } else {
        self = .notTrusted
      }
    }
  }

  /// Issuer and subject of a certificate, as they are encoded.
  struct CertificateNames {
    let issuer: ArraySlice<UInt8>
    let subject: ArraySlice<UInt8>

    var isSelfSigned: Bool { issuer == subject }

    /// Nil for bytes that are no certificate. Its first part holds, in this order: version (tagged,
    /// optional), serial number, algorithm, issuer, validity, subject.
    init?(_ der: [UInt8]) {
      var outer = der[...]
      guard var certificate = CertificateNames.next(&outer)?.content,
        var fields = CertificateNames.next(&certificate)?.content
      else { return nil }
      if fields.first == 0xA0 { guard CertificateNames.next(&fields) != nil else { return nil } }
      guard CertificateNames.next(&fields) != nil, CertificateNames.next(&fields) != nil,
        let issuer = CertificateNames.next(&fields)?.content, CertificateNames.next(&fields) != nil,
        let subject = CertificateNames.next(&fields)?.content
      else { return nil }
      self.issuer = issuer
      self.subject = subject
    }

    /// The element at the front, which is taken off; nil where the bytes end before it does.
    private static func next(_ bytes: inout ArraySlice<UInt8>) -> (tag: UInt8, content: ArraySlice<UInt8>)? {
      guard let tag = bytes.popFirst(), let first = bytes.popFirst() else { return nil }
      var length = Int(first)
      if first >= 0x80 {
        let count = Int(first & 0x7F)
        guard (1...3).contains(count), bytes.count >= count else { return nil }
        length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        bytes = bytes.dropFirst(count)
      }
      guard bytes.count >= length else { return nil }
      defer { bytes = bytes.dropFirst(length) }
      return (tag, bytes.prefix(length))
    }
  }
#endif
