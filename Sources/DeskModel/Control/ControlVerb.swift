/// What can be asked of a running engine from outside; spelled as on the wire.
public enum ControlVerb: String, Codable, Hashable, Sendable, CaseIterable {
  /// How the desk stands, in a line.
  case status
  /// Cancel an order, or one slice.
  case cancel
  case cancelAll = "cancel-all"
  /// No new slices of an order; what works stays.
  case hold
  case holdAll = "hold-all"
  /// Go on, with a decision about the shares owed.
  case resume
  /// Settle an unknown order by hand.
  case resolve
  /// Engage the kill switch.
  case kill
  /// Give the halt its reason afterwards.
  case explain
  case release
  /// Trip the breaker by hand.
  case trip
  /// Reset the breaker.
  case reset

  /// Whether more can go out after it than before.
  public var addsRisk: Bool {
    switch self {
    case .resume, .release, .reset: true
    case .status, .cancel, .cancelAll, .hold, .holdAll, .resolve, .kill, .explain, .trip: false
    }
  }
}
