#if FIRM_GUARDS
  public import SlicingCore

  /// Everything it takes to share the firm's switch.
  public struct FirmConfiguration: Sendable {
    /// Where the password may stand instead of the settings file.
    public static let passwordVariable = "TRANCHE_FIRM_PASSWORD"

    /// Where the server is.
    public let address: FirmAddress
    /// How to log in; nil where the server asks for nothing.
    public let login: FirmLogin?
    /// How long after a reset of the firm's breaker nothing is sent. All desks of a firm need the same.
    public let quietPeriod: TimeSpan
    /// How long the server has to take a connection, and again to answer. Tests that are about something else
    /// leave a busy machine more.
    var answerLimit = Milliseconds(200)

    /// Reads `redis://[user[:password]@]host[:port][/database]`, `host:port` or `unix:/path`.
    ///
    /// A password in the text is taken only if the file it stands in is closed to others (`isPrivate`); the
    /// one from the environment goes before it.
    public init(
      setting text: String, isPrivate: Bool, environmentPassword: String? = nil,
      quietPeriod: TimeSpan = CircuitBreaker.defaultQuietPeriod
    ) throws(FirmSettingError) {
      var reader = FirmSettingReader(text)
      let (address, user, written) = try reader.read()
      guard written == nil || isPrivate else { throw .passwordInTheOpen }
      let password = environmentPassword.flatMap { $0.isEmpty ? nil : $0 } ?? written
      guard password != nil || user == nil else { throw .userWithoutPassword }
      self.address = address
      self.quietPeriod = quietPeriod
      login = password.map { FirmLogin(user: user, password: $0) }
    }
  }
#endif
