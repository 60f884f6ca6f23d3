extension PlanError: CustomStringConvertible {
  /// Why there is no such plan, and what would make one.
  public var words: String {
    switch self {
    case .tooFewShares(let quantity, let slices, let minInterval?):
      "\(PlanError.tooFew(quantity, slices)), so make the interval \(minInterval) or longer"
    case .tooFewShares(let quantity, let slices, nil):
      "\(PlanError.tooFew(quantity, slices)), and no interval of whole seconds gives that: "
        + "enter at least \(Phrase.shares(Shares(slices)))"
    case .tooManySlices(let count, let limit):
      "\(Phrase.count(count, "slice")) are more than the \(Shares.grouped(limit)) of one order: "
        + "lengthen the interval or shorten the duration"
    case .endsBeforeStart(let start, let end):
      "the end at \(Phrase.clock(end)) is not after the start at \(Phrase.clock(start)): choose a later end"
    case .startPassed(let time):
      "\(time) ET has passed today: choose a later start, or leave it out to start at once"
    case .shorterThanInterval(let available, let interval):
      "only \(available) lie between start and end, less than one interval of \(interval): "
        + "end later, or shorten the interval"
    case .pastClose(let close, let longest?):
      "the plan would run past the close at \(Phrase.clock(close)): "
        + "make it \(longest) or shorter, or say until with an earlier time"
    case .pastClose(let close, nil):
      "the plan would run past the close at \(Phrase.clock(close)), and not one interval fits in before it: "
        + "start earlier, or shorten the interval"
    case .marketClosed(let opensAt?):
      "market closed; opens \(Phrase.day(opensAt)) ET: choose a start then or later"
    case .marketClosed(nil): "market closed: enter the order when it is open"
    case .sessionUnknown: "\(Reason.sessionUnknown): wait until it has"
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }

  private static func tooFew(_ quantity: Shares, _ slices: Int) -> String {
    let most = quantity.count == 1 ? "1 slice is" : "\(quantity) slices are"
    return "\(Phrase.shares(quantity)) cannot fill \(Phrase.count(slices, "slice")) with at least 1 each: "
      + "\(most) the most"
  }
}
