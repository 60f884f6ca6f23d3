#if FIRM_GUARDS
  internal import DeskModel
  internal import FirmGuards
  internal import SlicingCore

  /// Both records of the firm's switch, and what a desk makes of them, for a terminal and for programs.
  struct FirmReport {
    let status: FirmStatus
    let reading: FirmReading
    /// By the settings that were read.

    let quiet: TimeSpan

    var text: String {
      var lines = [reading.words, "kill switch  \(killWords)", "breaker      \(breakerWords)"]
      if status.isOpenedEarly(quiet: quiet) {
        lines.append(
          "OPEN was written before these settings' quiet period of \(quiet) was over: "
            + "breaker.quiet_period should be the same on every desk")
      }
      return lines.joined(separator: "\n")
    }

    private var killWords: String {
      switch status.kill {
      case .failure(let fault): return fault.words(of: .killSwitch)
      case .success(let record):
        let last = record.last.map { Self.phrase(at: $0.at, by: $0.by) + Self.bracketed($0.reason) } ?? ""
        let isEngaged = record.engagement != nil
        let halt = isEngaged ? "ENGAGED" + last : "ACTIVE" + (last.isEmpty ? "" : ", last engaged" + last)
        let released = Self.event("released", at: record.releasedAt, by: record.releasedBy)
        return halt + released + Self.counted(record.count, "engagements")
      }
    }

    private var breakerWords: String {
      switch status.breaker {
      case .failure(let fault): return fault.words(of: .breaker)
      case .success(let record):
        let reset = Self.event("reset", at: record.state.resetAt, by: record.resetBy)
        let count = Self.counted(record.count, "trips")
        return switch record.state {
        case .open: "OPEN" + reset + count
        case .tripped(let trip): "TRIPPED" + Self.words(trip) + reset + count
        case .quiet(_, let trip): record.name + reset + ", after" + Self.words(trip) + count
        }
      }
    }

    private static func words(_ trip: FirmReading.Trip) -> String {
      (trip.at.map { " \($0)" } ?? "") + (trip.reason.isEmpty ? "" : " \(trip.reason)")
        + bracketed(trip.details)
    }

    private static func event(_ name: String, at: Instant?, by: String) -> String {
      at == nil && by.isEmpty ? "" : ", \(name)" + phrase(at: at, by: by)
    }

    private static func phrase(at: Instant?, by: String) -> String {
      (at.map { " \($0)" } ?? "") + (by.isEmpty ? "" : " by \(by)")
    }

    private static func bracketed(_ text: String) -> String { text.isEmpty ? "" : " (\(text))" }

    private static func counted(_ count: Int?, _ noun: String) -> String {
      count.map { ", \(noun) that day \($0)" } ?? ""
    }

    // MARK: JSON

    var json: JSON {
      .object([
        .init("trading_allowed", .bool(reading.allowsTrading)), .init("words", .string(reading.words)),
        .init("at", .string(status.at.description)), .init("kill_switch", kill), .init("breaker", breaker),
      ])
    }

    private var kill: JSON {
      switch status.kill {
      case .failure(let fault): .object([.init("fault", .string(fault.words(of: .killSwitch)))])
      case .success(let record):
        .object([
          .init("state", .string(record.engagement == nil ? "ACTIVE" : "ENGAGED")),
          .init("engaged_at", .text(record.last?.at)), .init("engaged_by", .text(record.last?.by)),
          .init("reason", .text(record.last?.reason)),
          .init("released_at", .text(record.releasedAt)), .init("released_by", .string(record.releasedBy)),
          .init("engagements_that_day", record.count.map(JSON.number) ?? .null),
        ])
      }
    }

    private var breaker: JSON {
      switch status.breaker {
      case .failure(let fault): .object([.init("fault", .string(fault.words(of: .breaker)))])
      case .success(let record):
        .object([
          .init("state", .string(record.name)), .init("tripped_at", .text(record.state.trip?.at)),
          .init("reason", .text(record.state.trip?.reason)),
          .init("details", .text(record.state.trip?.details)),
          .init("reset_at", .text(record.state.resetAt)), .init("reset_by", .string(record.resetBy)),
          .init("trips_that_day", record.count.map(JSON.number) ?? .null),
          .init("opened_early", .bool(status.isOpenedEarly(quiet: quiet))),
        ])
      }
    }
  }

  extension BreakerRecord {
    /// As the record spells it.
    fileprivate var name: String {
      switch state {
      case .open: "OPEN"
      case .tripped: "TRIPPED"
      case .quiet: isWrittenOpen ? "OPEN" : "QUIET_PERIOD"
      }
    }
  }

  extension BreakerRecord.State {
    fileprivate var trip: FirmReading.Trip? {
      switch self {
      case .open: nil
      case .tripped(let trip), .quiet(_, let trip): trip
      }
    }

    fileprivate var resetAt: Instant? { if case .quiet(let since, _) = self { since } else { nil } }
  }
#endif
