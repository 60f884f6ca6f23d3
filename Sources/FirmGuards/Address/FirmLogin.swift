#if FIRM_GUARDS
  /// The password of the firm's server, and the user it belongs to where there is one.
  ///
  /// Nothing prints it: not interpolation, not `print`, not `dump`, not a mirror, and not a type that holds
  /// it, because all of these ask the conformances below. It is neither `Codable` nor `Hashable`, so that no
  /// encoder and no set can carry it away.
  public struct FirmLogin: Sendable {
    let user: String?
    let password: String

    init(user: String?, password: String) {
      self.user = user
      self.password = password
    }

    /// What is said to the server.
    var command: [String] { ["AUTH"] + (user.map { [$0] } ?? []) + [password] }
  }

  extension FirmLogin: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the password.
    public var description: String { "<redacted>" }
    /// Never the password.
    public var debugDescription: String { "<redacted>" }
    /// Without children: a mirror would otherwise show the stored properties.
    public var customMirror: Mirror { Mirror(reflecting: "<redacted>") }
  }
#endif
