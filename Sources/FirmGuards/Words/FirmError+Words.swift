#if FIRM_GUARDS
  // Everything this target says to people.

  extension RecordFault {
    /// With the record's name: `kill_switch:state is missing`.
    public func words(of key: FirmKey) -> String {
      switch self {
      case .missing: "\(key.rawValue) is missing"
      case .kind(let kind): "\(key.rawValue) is a \(kind), not text"
      case .tooLong: "\(key.rawValue) is longer than \(FirmKey.longestRecord / 1024) kB"
      case .notJSON: "\(key.rawValue) is no JSON object"
      case .repeated(let field): "\(key.rawValue) has \(field) twice"
      case .noField(let field): "\(key.rawValue) has no \(field)"
      case .unknownState(let word): "\(key.rawValue) says \"\(word)\", which is no state"
      case .badTime(let field): "\(key.rawValue) has no \(field) that can be read"
      }
    }
  }

  extension RedisFailure {
    var words: String {
      switch self {
      case .connecting(let words): "no connection: \(words)"
      case .timedOut(let limit): "no answer within \(limit.count) ms"
      case .broken(let words): "the connection broke: \(words)"
      case .malformed: "an answer that is not in Redis's protocol"
      case .tooLong: "an answer longer than any should be"
      case .login(let words): "the login was refused: \(words)"
      case .refused(let words): "the server refuses: \(words)"
      case .notMaster(let role): "the server is a \(role), whose copy may be old"
      }
    }
  }

  extension FirmError {
    /// In one line.
    public var words: String {
      switch self {
      case .unreachable(let why): "not done, the firm's server was not reached (\(why))"
      case .unknown(let why):
        "nobody knows whether it was done (\(why)); see tranche firm status"
      case .blockedAnyway(let key, .missing):
        "not recorded: \(RecordFault.missing.words(of: key)), so that every desk is stopped anyway; "
          + "run tranche firm init"
      case .blockedAnyway(let key, let fault):
        "not recorded: \(fault.words(of: key)), so that every desk is stopped anyway; "
          + "look at it, then run tranche firm init --repair"
      case .notEngaged: "the firm's kill switch is not engaged"
      case .notTripped: "the firm's breaker is not tripped"
      case .changed(.killSwitch): "not released: this is another halt since; look at it, then release again"
      case .changed(.breaker): "not reset: this is another trip since; look at it, then reset again"
      case .noSuchHalt: "the reason is not recorded: this halt no longer stands there"
      case .withdrawn: "no longer tried, because it was taken back before the firm's server had it"
      case .refused(let why): "the firm's server refused: \(why)"
      case .late: "not done, the firm's server took too long"
      case .tooManyWaiting: "not done, too much waits for the firm's server already"
      case .stopped: "not done, the program ends"
      }
    }
  }

  extension FirmOutcome {
    /// In one line.
    public var words: String {
      switch self {
      case .done(nil): "recorded for the whole firm"
      case .done(let remark?): "recorded for the whole firm, but not in its history: \(remark)"
      case .already: "it was so before; the first reason stands"
      case .kept(let error): "\(error.words); tried again until it is recorded"
      }
    }
  }

  extension FirmInitialisation {
    /// One line for each record.
    public var lines: [String] {
      [FirmInitialisation.line(.killSwitch, kill), FirmInitialisation.line(.breaker, breaker)]
    }

    private static func line(_ key: FirmKey, _ step: Step) -> String {
      switch step {
      case .created: "\(key.rawValue): created, trading is allowed"
      case .kept: "\(key.rawValue): there already, left as it is"
      case .left(let fault): "\(fault.words(of: key)); left as it is, --repair replaces it"
      case .replaced(let fault):
        "\(fault.words(of: key)); replaced, and trading is stopped until somebody allows it"
      }
    }
  }

  extension FirmSettingError {
    /// In one line; never with a part of the setting, which may hold a password.
    public var words: String {
      switch self {
      case .empty: "names no server"
      case .scheme: "is neither redis://host:port/database, host:port nor unix:/path"
      case .encrypted: "asks for encryption (rediss://), which is not built in: use a tunnel"
      case .host: "has no host name that can be one"
      case .port: "has a port that is no number from 1 to 65535"
      case .database: "has a database that is no number"
      case .path: "has a socket path that is not absolute, or too long"
      case .escape: "has a percent sign without two hexadecimal digits and a meaning"
      case .passwordInTheOpen:
        "holds a password, and the file can be read by others: chmod 600, "
          + "or put it into \(FirmConfiguration.passwordVariable)"
      case .userWithoutPassword: "names a user, but there is no password"
      }
    }
  }
#endif
