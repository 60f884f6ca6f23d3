/// A server: how it is spoken to, its name, its port. Never a path, a user or a query.
///
/// Compared whole. A part of a name says nothing (`paper.example.com`, `api.alpaca.markets.example.com`), so
/// nothing here looks for one.
public struct Endpoint: Hashable, Sendable {
  /// TLS, or plain text.
  public let isEncrypted: Bool
  /// In lower case; an IPv6 address without its brackets.
  public let host: String
  /// 443 or 80 where none was written.
  public let port: Int

  static let liveTrading = Endpoint(isEncrypted: true, host: "api.alpaca.markets", port: 443)
  static let paperTrading = Endpoint(isEncrypted: true, host: "paper-api.alpaca.markets", port: 443)
  static let marketData = Endpoint(isEncrypted: true, host: "stream.data.alpaca.markets", port: 443)
  static let marketHistory = Endpoint(isEncrypted: true, host: "data.alpaca.markets", port: 443)

  init(isEncrypted: Bool, host: String, port: Int) {
    self.isEncrypted = isEncrypted
    self.host = host
    self.port = port
  }

  /// Reads `https://host`, `http://host:port` and the same with a slash at the end; nil for anything else.
  init?(_ text: String) {
    // Some letters of other scripts become ASCII in lower case.
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    guard let scheme = Scheme.allCases.first(where: { text.lowercased().hasPrefix($0.prefix) }) else {
      return nil
    }
    var rest = text.lowercased().utf8.dropFirst(scheme.prefix.utf8.count)
    if rest.last == UInt8(ascii: "/") { rest.removeLast() }
    guard let (host, portText) = Endpoint.parts(Substring(rest)) else { return nil }
    guard let port = portText.map(Endpoint.port) ?? scheme.port else { return nil }
    self.init(isEncrypted: scheme == .https, host: String(host), port: port)
  }

  /// The machine itself, by the three names it has for that. Other names could be made to mean it, and other
  /// addresses of 127.0.0.0/8 are nobody's habit.
  public var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  /// Whether the host is an address: a certificate then has to name the address.
  var isAddress: Bool { host == "127.0.0.1" || host.contains(":") }

  /// The host as it stands in a URL and in the `Host` header: with the port unless it is the usual one.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isEncrypted ? Scheme.https : Scheme.http).port ? name : "\(name):\(port)"
  }

  private enum Scheme: String, CaseIterable {
    case http
    case https
    var prefix: String { "\(rawValue)://" }
    var port: Int? { self == .https ? 443 : 80 }
  }

  /// Host and the text of the port; nil where there is more than these, or less.
  private static func parts(_ authority: Substring) -> (host: Substring, port: Substring?)? {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      let host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      guard host.utf8.allSatisfy(isAddressByte), host.contains(":") else { return nil }
      guard !rest.isEmpty else { return (host, nil) }
      return rest.first == ":" ? (host, rest.dropFirst()) : nil
    }
    let pieces = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = pieces.first, !host.isEmpty, host.utf8.allSatisfy(isNameByte) else { return nil }
    return (host, pieces.count > 1 ? pieces[1] : nil)
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else { return nil }
    return (1...65_535).contains(number) ? number : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x66, 0x30...0x39, UInt8(ascii: ":"), UInt8(ascii: "."): true
    default: false
    }
  }
}

extension Endpoint: CustomStringConvertible {
  /// `https://paper-api.alpaca.markets`.
  public var description: String { "\(isEncrypted ? "https" : "http")://\(authority)" }
}

/// Whose word is taken for who a server is.
public enum Trust: Hashable, Sendable {
  /// The certificate authorities this machine trusts.
  case system
  /// Those in a PEM file, and no other.
  case file(String)
}
