internal import SlicingCore

// The connection to the desk: what a break of it does to what is on its way.
extension PaperSession {
  /// Whether an event gets through: with the connection down, reports are lost and answers become unknown.
  func receive(_ event: BrokerEvent) -> [BrokerEvent] {
    if isLinkUp { return [event] }
    switch event {
    case .order, .execution, .bust, .quote, .session, .halt, .position, .averageVolume, .bands, .clockSkew:
      return []
    case .sent, .answered, .openOrders, .cancelAnswered: return [event.withoutConnection(reason: downReason)]
    // Overtaken by the next break.
    case .link(up: true, _): return []
    case .link, .remark: return [event]
    }
  }

  mutating func disconnect(until end: Instant) -> [BrokerEvent] {
    let wasUp = isLinkUp
    isLinkUp = false
    linkDownUntil = max(linkDownUntil ?? end, end)
    deliveries.add(.linkUp, at: end)
    return wasUp ? [.link(up: false, reason: "the connection broke")] : []
  }

  /// Of two outages that overlap, the later end counts.
  mutating func reconnect(at now: Instant) {
    guard failure == nil, !isLinkUp, let end = linkDownUntil, end <= now else { return }
    isLinkUp = true
    linkDownUntil = nil
    connect("connected again", at: now)
  }

  var downReason: String { failure ?? "not connected" }
  var silence: String { "no answer within \(answerLimit)" }
}
