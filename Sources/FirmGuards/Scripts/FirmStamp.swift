#if FIRM_GUARDS
  internal import SlicingCore

  /// When a transition happens, by the server's clock, and the first seconds of that trading date and of the
  /// next: the form in which the scripts compare times.
  struct FirmStamp {
    let now: String
    let dayStart: String
    let dayEnd: String

    /// The trading date is New York's.
    init(_ now: Instant) {
      let date = NewYork.date(of: now)
      let before = TradeDate(daysSinceEpoch: date.daysSinceEpoch - 1)
      self.now = now.description
      dayStart = FirmStamp.seconds(NewYork.endOfDay(before))
      dayEnd = FirmStamp.seconds(NewYork.endOfDay(date))
    }

    /// Without the fraction and the zone.
    static func seconds(_ instant: Instant) -> String { String(instant.description.prefix(19)) }
  }
#endif
