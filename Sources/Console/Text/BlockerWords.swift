internal import DeskModel
internal import SlicingCore
internal import Terminal

/// Whether the next slice can go and, if not, why and until when: the one line of the guards that is read in
/// a hurry. The core's own sentences are for the record, and longer than a pane.
enum BlockerWords {
  /// `isLabeled`: "next slice" stands beside it already.
  static func line(_ state: ConsoleState, _ snapshot: DeskSnapshot, isLabeled: Bool, width: Int) -> TextLine {
    if let obstacle = obstacle(state, snapshot) { return obstacle.line(width: width) }
    // A console that only looks knows the guards from the files, and neither link nor market.
    if snapshot.readOnlyHolder != nil {
      let known: SafeText =
        snapshot.isFirmUnknownHere
        ? "no guard here stops it, firm unknown" : "no guard stops it; the rest unknown"
      return TextLine(known, .textDim)
    }
    let can: SafeText = isLabeled ? "can go" : "next slice can go"
    if let next = nextSlice(snapshot.desk) {
      let order: SafeText = isLabeled ? ": order \(next.ordinal) in " : ", in "
      return TextLine(can + order + Figures.countdown(next.slice.due - state.now), .guardOk)
    }
    let held = state.liveBooks.count { $0.parent.hold != nil }
    guard held > 0 else { return TextLine(can, .guardOk) }
    return TextLine("nothing to send: \(Figures.counted(held, "order is", "orders are")) held", .guardWarn)
  }

  /// What stands in the way, in two lengths, and until when.
  private struct Obstacle {
    var short: SafeText
    var long: SafeText
    var until: SafeText = ""

    init(_ short: SafeText, long: SafeText? = nil, until: SafeText = "") {
      self.short = short
      self.long = long ?? short
      self.until = until
    }

    /// The longest that fits: how it ends must not be cut off, and neither must the cause.
    func line(width: Int) -> TextLine {
      let lines = [
        TextLine("■ blocked: ", .guardTrip).then(long).then(until, .textStrong),
        TextLine("■ blocked: ", .guardTrip).then(short).then(until, .textStrong),
        TextLine("■ ", .guardTrip).then(short).then(until, .textStrong),
      ]
      return lines.first { $0.width <= width } ?? lines[lines.count - 1]
    }
  }

  /// In the order of the gate before a slice: this desk's halt, its breaker, the firm's switch; what comes
  /// behind them the desk itself puts into words.
  private static func obstacle(_ state: ConsoleState, _ snapshot: DeskSnapshot) -> Obstacle? {
    let desk = snapshot.desk
    if let halt = desk.kill.engagement {
      return Obstacle("halted", long: HaltWords.engagement(halt), until: ", until released")
    }
    if state.isHaltUnrecorded { return Obstacle("halted", until: ", until released") }
    switch desk.breaker.state {
    case .open: break
    case .tripped(let trip):
      return Obstacle(
        SafeText(untrusted: trip.reason.rawValue), long: SafeText(untrusted: trip.reason.words),
        until: ", until reset")
    case .quiet(let until, _): return quiet("quiet", until: until, now: state.now)
    }
    if !snapshot.isFirmUnknownHere, let firm = firm(desk.firm, now: state.now) { return firm }
    if snapshot.readOnlyHolder != nil { return nil }
    guard let blocker = desk.blocker(at: state.now) else { return nil }
    if blocker == desk.sessionStop(at: state.now) { return closed(desk, words: blocker, now: state.now) }
    return Obstacle(SafeText(untrusted: blocker))
  }

  private static func firm(_ reading: FirmReading, now: Instant) -> Obstacle? {
    switch reading {
    case .open: nil
    case .engaged: Obstacle("firm", long: SafeText(untrusted: reading.words), until: ", until released")
    case .tripped: Obstacle("firm", long: SafeText(untrusted: reading.words), until: ", until reset")
    case .quiet(let until, _): quiet("firm quiet", until: until, now: now)
    case .unreadable: Obstacle("firm's switch unread", long: SafeText(untrusted: reading.words))
    }
  }

  private static func quiet(_ words: SafeText, until: Instant, now: Instant) -> Obstacle {
    Obstacle(words, until: " for another " + Figures.countdown(until - now))
  }

  private static func closed(_ desk: Desk, words: String, now: Instant) -> Obstacle {
    guard let opening = desk.blockerEnds(at: now) else { return Obstacle(SafeText(untrusted: words)) }
    return Obstacle("closed", until: " until " + MarketWords.moment(opening, now: now) + " ET")
  }

  /// The slice that is due next, of all orders that are not held.
  private static func nextSlice(_ desk: Desk) -> (ordinal: Int, slice: Slice)? {
    desk.books.filter { !$0.parent.status.isFinal && $0.parent.hold == nil }
      .compactMap { book in book.nextPending.map { (book.parent.ordinal, $0) } }
      .min { $0.1.due < $1.1.due }
  }
}

extension DeskSnapshot {
  /// The desk shares the firm's switch, and this console only looks: it asks no server what the switch says,
  /// and can claim neither that it stops the desk nor that it does not.
  var isFirmUnknownHere: Bool { readOnlyHolder != nil && !desk.firm.isReadable }
}
