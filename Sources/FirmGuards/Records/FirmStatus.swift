#if FIRM_GUARDS
  public import SlicingCore

  /// Both records as they were at one moment, by the server's clock: the one that all desks share.
  public struct FirmStatus: Hashable, Sendable {
    /// The kill switch, or why it cannot be read.
    public let kill: Result<KillRecord, RecordFault>
    /// The breaker, or why it cannot be read.
    public let breaker: Result<BreakerRecord, RecordFault>
    /// When, by the server's clock.
    public let at: Instant

    /// What a desk makes of it. The first that applies: the kill switch is on, one of the records cannot be
    /// read, the breaker is not open.
    public func reading(quiet: TimeSpan) -> FirmReading {
      if case .success(let record) = kill, let engagement = record.engagement { return .engaged(engagement) }
      if case .failure(let fault) = kill { return .unreadable(fault.words(of: .killSwitch)) }
      switch breaker {
      case .failure(let fault): return .unreadable(fault.words(of: .breaker))
      case .success(let record):
        switch record.state {
        case .open: return .open
        case .tripped(let trip): return .tripped(trip)
        case .quiet(let since, let trip):
          return record.isQuietOver(at: at, quiet: quiet) ? .open : .quiet(until: since + quiet, after: trip)
        }
      }
    }
  }
#endif
