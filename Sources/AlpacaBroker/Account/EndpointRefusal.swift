public import Brokers

/// Why an address is not used.
public enum EndpointRefusal: Error, Hashable, Sendable {
  /// Which of the two addresses it is about.
  public enum Role: String, Hashable, Sendable {
    case trading
    case data
  }

  /// Not of the form scheme, host and port: a user, a path or a query in it, or no address at all.
  case notAnAddress(Role, String, BrokerEnvironment)
  /// An address, but not one that orders or keys may be sent to.
  case notAllowed(Role, String, BrokerEnvironment)
  /// Live believes the machine's certificate authorities and no others.
  case ownAuthorityForLive(String)
  /// An empty name.
  case noAuthorityFile
}

extension EndpointRefusal: CustomStringConvertible {
  /// What is wrong with the address, and what was expected.
  public var words: String {
    switch self {
    case .notAnAddress(let role, let text, let environment):
      "\(EndpointRefusal.quoted(text)) is not the address of a server: \(role.expected(environment)), "
        + "without a user, a path or a query"
    case .notAllowed(let role, let text, let environment):
      "\(EndpointRefusal.quoted(text)) is not the \(role.rawValue) address of a \(environment.rawValue) "
        + "account: \(role.expected(environment))"
    case .ownAuthorityForLive(let path):
      "a live account believes the certificate authorities of this machine only: remove the CA file "
        + EndpointRefusal.quoted(path)
    case .noAuthorityFile:
      "the name of the CA file is empty: name a PEM file, or leave the setting out to believe the authorities "
        + "of this machine"
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }

  /// What was typed, on one line and short. What stands before an `@` is left out: it may be a password.
  private static func quoted(_ text: String) -> String {
    let shown = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let printable = shown.unicodeScalars.prefix(60).map { (0x20...0x7E).contains($0.value) ? $0 : "?" }
    let clean = String(String.UnicodeScalarView(printable))
    return shown.isEmpty ? "an empty text" : text.contains("@") ? "…@\(clean)" : clean
  }
}

extension EndpointRefusal.Role {
  fileprivate func expected(_ environment: BrokerEnvironment) -> String {
    switch (self, environment) {
    case (.trading, .live): "it is \(Endpoint.liveTrading)"
    case (.trading, .paper):
      "it is \(Endpoint.paperTrading), or http or https at 127.0.0.1, [::1] or localhost"
    case (.data, .live): "it is \(Endpoint.marketData)"
    case (.data, .paper):
      "it is \(Endpoint.marketData), or http or https at 127.0.0.1, [::1] or localhost where trading is there too"
    }
  }
}
