internal import SlicingCore

extension ScriptedVenue {
  /// Everything open, as it was when the question came; cut, late, or of a moment ago where a fault says so.
  ///
  /// - Parameter askedAt: on the desk's clock, handed back with the answer.
  mutating func list(askedAt: Instant, at now: Instant, _ faults: inout Faults) {
    if faults.strike(.queryFailed) {
      return posts.append(Post(.queries, .openOrders(.failed(reason: "504"), askedAt: askedAt)))
    }
    let isCut = faults.strike(.partialList)
    var reports: [OrderReport] = []
    for order in orders where order.isWorking && order.visibleAt <= now {
      if isCut, random.chance(perMille: 500) { continue }
      if faults.strike(.staleSnapshot) {
        reports.append(order.report(after: random.below(order.executions.count + 1)))
      } else {
        reports.append(order.report(isBare: faults.strike(.bareReport)))
      }
    }
    posts.append(Post(.queries, .openOrders(.listed(reports, foreign: []), askedAt: askedAt)))
  }
}
