internal import SlicingCore
internal import Terminal

/// A plan and its money in one line each, the same in the form and in the review.
enum PlanWords {
  /// `30 slices of 400, last 15:01:07`; long: with interval and first.
  static func schedule(_ plan: Plan, isLong: Bool) -> SafeText {
    guard let first = plan.slices.first, let last = plan.slices.last else { return "no slices" }
    let size: SafeText =
      first.quantity == last.quantity ? "\(first.quantity)" : "\(first.quantity) then \(last.quantity)"
    if !isLong { return "\(plan.slices.count) × \(size), last \(NewYork.clock(last.due))" }
    let interval = plan.request.interval
    return Figures.counted(plan.slices.count, "slice", "slices")
      + " of \(size), every \(interval), \(NewYork.clock(first.due)) to \(NewYork.clock(last.due))"
  }

  /// Said wherever the close has made a plan shorter than it was typed.
  static func cut(_ plan: Plan) -> SafeText { plan.shortenedFrom == nil ? "" : ", cut at the close" }

  /// `90 slices of 134 then 133, last 16:31:07`: what was asked for, where the close has cut it.
  static func asked(_ plan: Plan) -> SafeText? {
    guard let end = plan.shortenedFrom else { return nil }
    let interval = plan.request.interval.microseconds
    let count = Int(((end - plan.start).microseconds + interval - 1) / interval)
    let quantities = TWAPSlicer.split(plan.request.quantity, into: count)
    guard let first = quantities.first, let last = quantities.last else { return nil }
    let size: SafeText = first == last ? "\(first)" : "\(first) then \(last)"
    let due = plan.start + plan.request.interval * (count - 1)
    return "\(count) × " + size + ", last \(NewYork.clock(due))"
  }

  /// `12,000 × 187.50 = $2,250,000`, at the limit or at what the market would ask now.
  static func notional(_ preview: OrderPreview, quote: Quote?) -> SafeText {
    let request = preview.plan.request
    guard let notional = preview.notional else {
      return "\(request.quantity) shares, no quote: notional unknown"
    }
    guard let price = notional.average(over: request.quantity) else { return "\(notional)" }
    return "\(request.quantity) × \(price) = \(notional)"
  }
}
