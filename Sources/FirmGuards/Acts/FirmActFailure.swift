#if FIRM_GUARDS
  /// Why an act did not succeed, with the difference that matters to whoever goes on using the link.
  enum FirmActFailure: Error {
    /// The link is of no use any more.
    case link(RedisFailure, mayBeDone: Bool)
    /// The server answered, and the link is well.
    case refused(FirmError)

    /// What is told to whoever asked for the act.
    var told: FirmError {
      switch self {
      case .link(let failure, mayBeDone: true): .unknown(failure.words)
      case .link(let failure, mayBeDone: false): .unreachable(failure.words)
      case .refused(let error): error
      }
    }
  }
#endif
