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
    /// read, the breaker is not open. A halt says whether the breaker is tripped behind it.
    public func reading(quiet: TimeSpan) -> FirmReading {
      if case .success(let record) = kill, let halt = record.engagement {
        return .engaged(.init(by: halt.by, at: halt.at, reason: halt.reason, trip: trip))
      }
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

    private var trip: FirmReading.Trip? {
      guard case .success(let record) = breaker, case .tripped(let trip) = record.state else { return nil }
      return trip
    }

    /// Whether somebody wrote `OPEN` before this desk's quiet period was over: his is shorter, or he ended it
    /// by hand. Where all go by the same one, that is never so. A longer one leaves no trace.
    public func isOpenedEarly(quiet: TimeSpan) -> Bool {
      guard case .success(let record) = breaker, record.isWrittenOpen, case .quiet = record.state else {
        return false
      }
      return !record.isQuietOver(at: at, quiet: quiet)
    }
  }
#endif
