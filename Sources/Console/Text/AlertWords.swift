internal import SlicingCore
internal import Terminal

extension Alert.Kind {
  /// The word before an alert's text, and how much it matters.
  var name: SafeText {
    switch self {
    case .kill: "halt"
    case .breaker: "breaker"
    case .rejected: "rejected"
    case .unknown: "unknown"
    case .missed: "missed"
    case .link: "link"
    case .done: "done"
    case .held: "held"
    case .storage: "disk"
    case .mismatch: "mismatch"
    case .clock: "clock"
    case .session: "market"
    case .remark: "broker"
    }
  }

  /// Something that stopped trading, or casts doubt on the books; or just worth a look.
  var bell: Bell {
    switch self {
    case .kill, .breaker, .storage, .mismatch, .remark, .unknown, .clock: .guard
    case .rejected, .missed, .link, .session, .done, .held: .other
    }
  }
}
