internal import SlicingCore

extension Checker {
  /// What is known of a slice from the desk's own commits and from the ledger.
  struct SliceWatch {
    let parent: Int
    /// The row as last committed by the desk.
    var mirror: Slice
    var booked = 0
    /// Shares filled and open at the venue.
    var filled = 0
    var open = 0
    /// What was made untrue of it: each excuses the desk from exactly what it could not know.
    var untruths: Untruths = []
    /// Shares the venue took, or may have taken, beyond its own word or a person's.
    var beyond = 0
    /// Shares filled after the end the venue reported, and executions taken back, that the desk has not heard
    /// of.
    var lateDue = 0
    var bustsDue = 0
    /// Shares a person settled that no execution has taken the place of.
    var settled = 0
    /// The venue has told of it since it was last made untrue.
    var isTold = false
    /// Shares of it that were planned anew.
    var movedShares = 0
    /// Handed over, and the answer to that attempt has not been delivered.
    var isOnWire = false
    /// Its cancel was answered as done.
    var isCancelPromised = false
    /// When the broker was last asked about it, and for its cancel.
    var askedAt: Instant?
    var cancelAskedAt: Instant?
    /// When, by the desk's clock, the question was put that is on its way.
    var questionAt: Instant?
    /// Questions in the present stretch of ten seconds, and when that began.
    var questions = (count: 0, since: Instant(microseconds: .min))
    /// Whether it stands in `open`, and since when.
    var isListed = false
    var listedAt = Instant(microseconds: .min)
  }

  struct ParentWatch {
    let id: ClientOrderID
    let symbol: Symbol
    let side: Side
    let total: Int
    let interval: TimeSpan
    let tradeDate: TradeDate
    let outlivesTheClose: Bool
    /// The end of the session it trades in, by what was told.
    var sessionEnd: Instant
    /// Shares filled and open at the venue, over all slices.
    var committed = 0
    /// Slices of which something was made untrue.
    var untrue: [Int] = []
    /// A cancel or a hold was asked for, and whether it was answered.
    var isCanceled = false
    var isCancelPromised = false
    var isHeld = false
    /// Shares of its largest slice.
    var largest = 0
    /// The newest write of a first attempt, and the one before it, by the true time and by the desk's clock.
    var lastWrite: (number: Int, at: Instant, deskAt: Instant)?
    var writeBefore: (number: Int, at: Instant, deskAt: Instant)?
  }
}
