#if NETWORK
  internal import SlicingCore
  internal import WireFormats

  /// What the broker's cancel-all says of each order; of one that is not in it, nothing is known.
  struct CancelAllAnswer {
    private(set) var accepted: Set<String> = []
    private(set) var refused: Set<String> = []

    init(_ result: HTTPResult) {
      guard case .answer(let answer) = result, (200...207).contains(answer.status),
        case .array(let rows)? = answer.json
      else { return }
      for row in rows {
        guard let id = row["id"]?.text else { continue }
        let isDone = ["200", "204"].contains(row["status"]?.digits ?? "")
        if isDone { accepted.insert(id) } else { refused.insert(id) }
      }
    }

    /// What the cancel of one order came to, of those that were to be canceled.
    func meaning(_ brokerOrderID: String, _ result: HTTPResult) -> CancelAnswer {
      if accepted.contains(brokerOrderID) { return .accepted }
      return .unknown(
        reason: refused.contains(brokerOrderID)
          ? "the broker could not cancel it" : "cancel-all: \(result.words)")
    }
  }
#endif
