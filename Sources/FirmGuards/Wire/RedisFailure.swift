#if FIRM_GUARDS
  /// Why the link to the server is of no use. The connection is closed after each of them.
  enum RedisFailure: Error, Hashable, Sendable {
    /// No connection came about, in the system's words.
    case connecting(String)
    /// No connection, or no complete answer, within the limit.
    case timedOut(Milliseconds)
    /// The server closed the connection, or the network broke it, in the system's words.
    case broken(String)
    /// An answer that the protocol does not know.
    case malformed
    /// More than the answers of one exchange can be.
    case tooLong
    /// User or password was refused, or one is needed.
    case login(String)
    /// The server refuses to answer, in its own words: it still loads its data, or does not let this user
    /// ask.
    case refused(String)
    /// A replica: what it says may be old, and what is told to it is lost.
    case notMaster(String)
  }
#endif
