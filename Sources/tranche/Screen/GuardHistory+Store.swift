internal import Console
internal import OrderStore
internal import SlicingCore

extension OrderStore {
  /// What was done with kill switch and breaker, newest first: as the console shows it.
  func guardHistory() async -> GuardHistory {
    do throws(StoreError) {
      let kills = try await killHistory().map(GuardEvent.init)
      let trips = try await breakerHistory().map(GuardEvent.init)
      return .read((kills + trips).sorted { $0.at > $1.at })
    } catch {
      return .failed(error.words)
    }
  }
}

extension GuardEvent {
  init(_ event: KillEvent) {
    let what: What =
      switch event.action {
      case .engaged: .halted
      case .explained: .explained
      case .released: .released
      }
    let words = event.reason ?? event.engagement?.reason ?? ""
    self.init(
      at: event.recordedAt, what: what, by: event.by?.name ?? "",
      text: words.isEmpty ? event.scope.words : words)
  }

  init(_ event: BreakerEvent) {
    let what: What =
      switch event.action {
      case .tripped: .tripped
      case .reset: .reset
      case .opened: .opened
      }
    let trip = event.trip.map { "\($0.reason.rawValue): \($0.details)" } ?? ""
    self.init(
      at: event.recordedAt, what: what, by: event.by?.name ?? "",
      text: "\(trip), \(event.tripsToday) that day")
  }
}
