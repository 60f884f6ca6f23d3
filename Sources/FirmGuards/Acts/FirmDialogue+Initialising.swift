#if FIRM_GUARDS
  internal import SlicingCore
  internal import WireFormats

  extension FirmDialogue {
    /// Makes what is missing, leaves what can be read, and replaces what cannot only where that was asked
    /// for. The one place in which a record comes into being.
    func initialise(by actor: Actor, repair: Bool) throws(FirmError) -> FirmInitialisation {
      do {
        let status = try status()
        let kill = try step(.killSwitch, status.kill.fault, by: actor, repair: repair, at: status.at)
        let breaker = try step(.breaker, status.breaker.fault, by: actor, repair: repair, at: status.at)
        return FirmInitialisation(kill: kill, breaker: breaker)
      } catch .refused(let words) {
        throw .refused(words)
      } catch {
        throw .unknown(error.words)
      }
    }

    private func step(
      _ key: FirmKey, _ fault: RecordFault?, by actor: Actor, repair: Bool, at now: Instant
    ) throws(RedisFailure) -> FirmInitialisation.Step {
      switch fault {
      case nil: return .kept
      // NX: of two who do this at once, or of a program that has made one in the meantime, the first counts.
      case .missing: return try write(key, FreshRecord.open(key), ["NX"]) ? .created : .kept
      case let fault?:
        guard repair else { return .left(fault) }
        _ = try write(key, FreshRecord.blocked(key, by: actor, at: now), [])
        return .replaced(fault)
      }
    }

    /// False where the condition did not hold.
    private func write(_ key: FirmKey, _ record: WireValue, _ condition: [String]) throws(RedisFailure)
      -> Bool
    {
      let replies = try connection.exchange([
        ["SET", key.rawValue, record.json] + condition, ["PUBLISH", FirmKey.channel, key.rawValue],
      ])
      for case .error(let words) in replies { throw .refused(ForeignText.line(words)) }
      return replies[0] != .absent
    }
  }

  extension Result where Failure == RecordFault {
    /// What is wrong, where something is.
    fileprivate var fault: RecordFault? {
      if case .failure(let fault) = self { fault } else { nil }
    }
  }

  /// Records as they begin.
  private enum FreshRecord {
    /// Trading allowed.
    static func open(_ key: FirmKey) -> WireValue {
      switch key {
      case .killSwitch:
        kill(state: .active, at: .null, by: .null, reason: .null, count: 0)
      case .breaker:
        breaker(state: .open, at: .null, reason: .null, details: .null, count: 0)
      }
    }

    /// Trading stopped, for what stood there before could not be read and may have said so.
    static func blocked(_ key: FirmKey, by actor: Actor, at now: Instant) -> WireValue {
      let reason = WireValue.string("the record could not be read and was replaced")
      return switch key {
      case .killSwitch:
        kill(
          state: .engaged, at: .string(now.description), by: .string(actor.name), reason: reason, count: 1)
      case .breaker:
        breaker(
          state: .tripped, at: .string(now.description), reason: .string(TripReason.manual.rawValue),
          details: reason, count: 1)
      }
    }

    private static func kill(
      state: KillRecord.State, at: WireValue, by: WireValue, reason: WireValue, count: Int
    ) -> WireValue {
      .object([
        .init("state", .string(state.rawValue)), .init("engaged_at", at), .init("engaged_by", by),
        .init("engagement_reason", reason), .init("disengaged_at", .null), .init("disengaged_by", .null),
        .init("engagement_count_today", .integer(count)),
      ])
    }

    private static func breaker(
      state: BreakerRecord.Word, at: WireValue, reason: WireValue, details: WireValue, count: Int
    ) -> WireValue {
      .object([
        .init("state", .string(state.rawValue)), .init("tripped_at", at), .init("trip_reason", reason),
        .init("trip_details", details), .init("reset_at", .null), .init("reset_by", .null),
        .init("trip_count_today", .integer(count)),
      ])
    }
  }
#endif
