/// What a broker writes, in a form that hurts nothing further on: a log record and a row are bounded, a
/// character that ends a string in C cannot cut one short, and nothing a venue calls an execution is taken
/// for a settlement of ours.
///
/// Rejected: refusing a message for its text. What it tells of an order is true all the same.
public enum BrokerText {
  /// Characters of a reason that are kept.
  public static let longestReason = 200
  /// Bytes of an id that is kept as it is.
  public static let longestID = 80

  private static let hashed = "hashed-"

  /// A reason without control characters and of bounded length.
  static func reason(_ text: String) -> String {
    guard text.utf8.count > longestReason || text.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else {
      return text
    }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(longestReason) {
      scalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
    }
    let isCut = text.unicodeScalars.dropFirst(longestReason).first != nil
    return String(scalars) + (isCut ? "…" : "")
  }

  /// An id as it is kept: itself where it is short and printable, else a hash of all of it, so that two ids
  /// stay two.
  public static func id(_ text: String) -> String {
    isPlain(text) ? text : hashed + SHA256.hex(of: Array(text.utf8), digits: 32)
  }

  /// The id by which the venue can be asked to do something; nil where it was hashed, and the venue must be
  /// asked by the client id.
  static func verbatim(_ kept: String?) -> String? { kept.flatMap { $0.hasPrefix(hashed) ? nil : $0 } }

  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8
    return !bytes.isEmpty && bytes.count <= longestID && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      && !text.hasPrefix(hashed) && !text.hasPrefix(Execution.settlementPrefix)
  }

  /// Neither a control character nor one that reorders or hides what stands beside it.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}

extension Execution {
  /// The id it is kept under. One that the venue did not name is named after everything that is known of it,
  /// so that it counts once however often it is told.
  public var keptID: String {
    if !executionID.isEmpty { return BrokerText.id(executionID) }
    return "unnamed-\(clientOrderID)-\(quantity.count)-\(price.nanodollars)-\(at.microseconds)"
  }

  var kept: Execution {
    let id = keptID
    guard id != executionID else { return self }
    return Execution(executionID: id, clientOrderID: clientOrderID, quantity: quantity, price: price, at: at)
  }
}

extension OrderReport {
  var kept: OrderReport {
    var state = state
    if case .rejected(let reason) = state { state = .rejected(reason: BrokerText.reason(reason)) }
    return OrderReport(
      submission: submission, brokerOrderID: BrokerText.id(brokerOrderID), state: state, createdAt: createdAt,
      executions: executions.map(\.kept), filled: filled)
  }
}

extension SendOutcome {
  var kept: SendOutcome {
    switch self {
    case .accepted(let id): .accepted(brokerOrderID: BrokerText.id(id))
    case .rejected(let reason): .rejected(reason: BrokerText.reason(reason))
    case .notSent(let reason, let after): .notSent(reason: BrokerText.reason(reason), retryAfter: after)
    case .unauthorized(let reason): .unauthorized(reason: BrokerText.reason(reason))
    case .unknown(let reason): .unknown(reason: BrokerText.reason(reason))
    }
  }
}

extension Event {
  /// The same event with what a broker wrote made harmless. What people write is checked where they write it.
  var kept: Event {
    #if PLANTED_BUGS
      if PlantedBug.brokerTextAsItIs.isOn { return self }
    #endif
    return switch self {
    case .command, .tick, .quote, .session, .clockSkew, .clockStep, .position, .averageVolume, .bands: self
    case .firm(let reading): .firm(reading.kept)
    case .sent(let id, let attempt, let outcome): .sent(id, attempt: attempt, outcome.kept)
    case .order(let report): .order(report.kept)
    case .execution(let execution): .execution(execution.kept)
    case .bust(let executionID, let id): .bust(executionID: BrokerText.id(executionID), clientOrderID: id)
    case .answered(let id, .found(let report), let askedAt):
      .answered(id, .found(report.kept), askedAt: askedAt)
    case .answered: self
    case .openOrders(.listed(let reports, let foreign), let askedAt):
      .openOrders(.listed(reports.map(\.kept), foreign: foreign.map(\.kept)), askedAt: askedAt)
    case .openOrders: self
    case .cancelAnswered(let id, .refused(let reason)):
      .cancelAnswered(id, .refused(reason: BrokerText.reason(reason)))
    case .cancelAnswered(let id, .unknown(let reason)):
      .cancelAnswered(id, .unknown(reason: BrokerText.reason(reason)))
    case .cancelAnswered: self
    case .link(let isUp, let reason): .link(up: isUp, reason: BrokerText.reason(reason))
    case .halt(let symbol, let reason): .halt(symbol, reason: reason.map(BrokerText.reason))
    case .remark(let text): .remark(BrokerText.reason(text))
    case .storage(let failure): .storage(failure: failure.map(BrokerText.reason))
    }
  }
}

extension FirmReading {
  /// Other programs write it.
  var kept: FirmReading {
    switch self {
    case .open: self
    case .engaged(let halt):
      .engaged(
        Engagement(
          by: BrokerText.reason(halt.by), at: halt.at, reason: BrokerText.reason(halt.reason),
          trip: halt.trip?.kept))
    case .tripped(let trip): .tripped(trip.kept)
    case .quiet(let until, let trip): .quiet(until: until, after: trip.kept)
    case .unreadable(let why): .unreadable(BrokerText.reason(why))
    }
  }
}

extension FirmReading.Trip {
  fileprivate var kept: FirmReading.Trip {
    FirmReading.Trip(reason: BrokerText.reason(reason), details: BrokerText.reason(details), at: at)
  }
}

extension ForeignOrder {
  var kept: ForeignOrder {
    ForeignOrder(brokerOrderID: BrokerText.id(brokerOrderID), words: BrokerText.reason(words))
  }
}
