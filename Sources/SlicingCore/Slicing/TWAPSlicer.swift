/// Splits a parent into equal slices at regular intervals (time-weighted average price).
///
/// Why integer shares and one division: a float remainder once became an extra slice after the horizon in
/// other tools. Rejected too: sending everything at once when a slice would fall below one share; the plan is
/// refused.
public enum TWAPSlicer {
  /// A bound on memory and on what anyone can review; one slice a second through a trading day is 23,400.
  public static let maxSlices = 100_000

  /// The plan for `request`, made from one reading of the clock.
  ///
  /// - Throws: `PlanError` when no such plan exists; nothing is rounded to make one fit.
  public static func plan(_ request: OrderRequest, context: PlanContext) throws(PlanError) -> Plan {
    let start = try startInstant(of: request, context: context)
    let (end, shortenedFrom) = try endInstant(of: request, from: start, context: context)
    let count = sliceCount(from: start, to: end, interval: request.interval)
    guard count <= maxSlices else { throw .tooManySlices(count: count, limit: maxSlices) }
    guard request.quantity.count >= count else {
      throw .tooFewShares(
        quantity: request.quantity, slices: count,
        minInterval: shortestInterval(in: end - start, for: request.quantity))
    }
    let tradeDate = NewYork.date(of: context.now)
    let strategy = parentStrategy(of: request, context: context)
    let parentID = id(of: request, quantity: request.quantity, strategy: strategy, on: tradeDate)
    let slices = split(request.quantity, into: count).enumerated().map { number, quantity in
      slice(
        number, of: parentID, request: request, quantity: quantity, due: start + request.interval * number,
        desk: context.desk, tradeDate: tradeDate)
    }
    let planned = slices.map(\.quantity).sum()
    precondition(planned == request.quantity, "planned \(planned) of \(request.quantity)")
    return Plan(
      parentID: parentID, request: request, strategy: strategy, tradeDate: tradeDate, start: start, end: end,
      slices: slices, shortenedFrom: shortenedFrom)
  }

  /// One slice of a parent, from the plan or added later by a replan.
  public static func slice(
    _ number: Int, of parentID: ClientOrderID, request: OrderRequest, quantity: Shares, due: Instant,
    desk: String, tradeDate: TradeDate
  ) -> PlannedSlice {
    let strategy = "twap_slice_\(parentID)_\(number)" + deskSuffix(desk)
    let id = id(of: request, quantity: quantity, strategy: strategy, on: tradeDate)
    return PlannedSlice(number: number, quantity: quantity, due: due, id: id)
  }

  /// Equal parts, the remainder one share each to the first: 103 / 5 = 21 21 21 20 20.
  public static func split(_ total: Shares, into count: Int) -> [Shares] {
    precondition(count > 0, "a split into \(count) parts")
    let (each, rest) = total.count.quotientAndRemainder(dividingBy: count)
    return (0..<count).map { Shares(each + ($0 < rest ? 1 : 0)) }
  }

  private static func sliceCount(from start: Instant, to end: Instant, interval: TimeSpan) -> Int {
    Int(((end - start).microseconds + interval.microseconds - 1) / interval.microseconds)
  }

  /// The shortest interval of whole seconds that makes no more slices than there are shares; nil where it
  /// would be longer than `span` itself.
  private static func shortestInterval(in span: TimeSpan, for quantity: Shares) -> TimeSpan? {
    let seconds = (span.microseconds + 999_999) / 1_000_000
    let shortest = TimeSpan.seconds(Int(seconds - 1) / quantity.count + 1)
    return shortest <= span ? shortest : nil
  }

  private static func startInstant(of request: OrderRequest, context: PlanContext) throws(PlanError)
    -> Instant
  {
    let start: Instant
    switch request.start {
    case .now:
      start = context.now + context.lead + context.offset
    case .at(let time):
      start = NewYork.instant(of: time, on: NewYork.date(of: context.now)) + context.offset
      guard start >= context.now + context.lead else { throw .startPassed(time) }
    }
    if let opensAt = context.opensAt, start < opensAt { throw .marketClosed(opensAt: opensAt) }
    return start
  }

  private static func endInstant(
    of request: OrderRequest, from start: Instant, context: PlanContext
  ) throws(PlanError) -> (end: Instant, shortenedFrom: Instant?) {
    var end: Instant
    switch request.horizon {
    case .duration(let duration): end = start + duration
    case .until(let time):
      // The offset moves the whole plan, or it would eat into the last interval.
      end = NewYork.instant(of: time, on: NewYork.date(of: context.now)) + context.offset
      guard end > start else { throw .endsBeforeStart(start: start, end: end) }
    }
    var asked: Instant? = nil
    if let close = context.close, end > close {
      guard context.shortens, close > start else {
        throw .pastClose(close: close, longest: longest(request, from: start, to: close))
      }
      (asked, end) = (end, close)
    }
    guard end - start >= request.interval else {
      throw .shorterThanInterval(available: end - start, interval: request.interval)
    }
    return (end, asked)
  }

  /// The longest duration that would fit, in whole minutes where it is one or more: the seconds would be gone
  /// by the time it is typed.
  private static func longest(_ request: OrderRequest, from start: Instant, to close: Instant) -> TimeSpan? {
    let seconds = Int((close - start).microseconds / 1_000_000)
    let longest = TimeSpan.seconds(seconds < 60 ? seconds : seconds / 60 * 60)
    return longest >= request.interval ? longest : nil
  }

  private static func parentStrategy(of request: OrderRequest, context: PlanContext) -> String {
    let horizon: String
    switch request.horizon {
    case .duration(let span):
      horizon = span.wholeSeconds % 60 == 0 ? "\(span.wholeSeconds / 60)m" : "\(span.wholeSeconds)s"
    case .until(let time): horizon = "until\(time.compact)"
    }
    let repeated = context.repeatNumber > 1 ? "#\(context.repeatNumber)" : ""
    return "twap_parent_\(horizon)_\(request.interval.wholeSeconds)s" + repeated + deskSuffix(context.desk)
  }

  private static func deskSuffix(_ desk: String) -> String { desk.isEmpty ? "" : "@\(desk)" }

  private static func id(
    of request: OrderRequest, quantity: Shares, strategy: String, on tradeDate: TradeDate
  ) -> ClientOrderID {
    ClientOrderID(
      symbol: request.symbol, side: request.side, quantity: quantity, type: request.type,
      timeInForce: request.timeInForce, strategy: strategy, tradeDate: tradeDate)
  }
}
