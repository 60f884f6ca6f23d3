/// Everything that can go wrong. Each seed switches some of them on, each at a rate of its own.
public enum FaultClass: Int, Sendable, CaseIterable {
  // Network, each channel by itself: orders and their answers, the stream, questions.
  case requestLost, answerLost, answerDuplicated, answerDelayed, answerReordered
  case streamLost, streamDuplicated, streamDelayed, streamReordered
  case questionLost, replyLost, replyDuplicated, replyDelayed
  case cancelLost, cancelDelayed
  case linkDown, halfOpen
  // What a request is answered with.
  case rateLimited, refused, serverErrorBooked, serverErrorUnbooked, timeoutBooked, lieRejected
  case unauthorized, queryFailed
  // The venue.
  case rejected, fillBeforeAck, partialFill, slowBooking, staleSnapshot, bareReport
  case cancelRefused, cancelRace, lateFill, overfill, bust, orphan, foreignPayload, venueCancels,
    duplicateRequest
  // Process and disk.
  case crash, crashBeforeCommit, crashAfterCommit, crashBetweenEffects, crashInRecovery
  case stopped, suspended, takenOver
  case slowCommit, diskFull, ioError, tornRecord
  // Time.
  case clockStep, clockChangedAcrossRestart
  // Operators.
  case haltFromOutside, commandsRace, sameOrderTwice, wrongSettlement
  // The list of everything open: some of it, or nothing.
  case partialList
  // One channel by itself, in one direction: what the desk says, or what it is told.
  case ordersDownOut, ordersDownBack, streamDown, queriesDownOut, queriesDownBack
  // What a status report leaves out; a venue that has lost sight of an order.
  case partialReport, emptyReport
  // The text of every answer and every id.
  case hostileText
  // The surroundings of the process.
  case lateTimer, oldFileRestored, limitsChanged, secondConsole
  // The venue's clock: a second told twice, a day that ends early or late.
  case leapSecond, dayEndSkewed
  // What runs at midnight: disk and timer are slow just when the day ends, or the market closes.
  case midnightJobs
  // The market: closed before its time, a close that is moved, a symbol halted; the broker's clock and its
  // adapter's remarks.
  case marketShuts, closeMoved, symbolHalted, clocksDiffer, adapterRemarks
  // Prices: at a band, a feed that is silent, a jump.
  case atTheBand, quotesStop, priceJumps
  // The account: somebody else sells of it.
  case soldElsewhere
  // The firm's switch: on and tripped by others, and no answer from it.
  case firmEngaged, firmTripped, firmUnreadable

  /// Chance in a thousand at each opportunity, where the class is on; a seed takes a quarter, one or three
  /// times it.
  var ratePerMille: Int {
    switch self {
    case .crash, .stopped, .suspended, .clockStep, .haltFromOutside: 1000
    case .takenOver, .orphan, .linkDown, .halfOpen: 1000
    case .ordersDownOut, .ordersDownBack, .streamDown, .queriesDownOut, .queriesDownBack: 1000
    case .secondConsole, .leapSecond, .dayEndSkewed: 1000
    case .marketShuts, .closeMoved, .symbolHalted, .clocksDiffer, .adapterRemarks: 1000
    case .soldElsewhere: 1000
    case .atTheBand, .quotesStop, .priceJumps, .firmEngaged, .firmTripped, .firmUnreadable: 1000
    case .unauthorized, .overfill, .foreignPayload: 1
    case .bust, .lateFill, .lieRejected: 3
    case .emptyReport: 10
    case .rejected, .crashBetweenEffects, .crashBeforeCommit, .crashAfterCommit, .tornRecord: 6
    case .diskFull, .ioError, .venueCancels: 8
    case .commandsRace, .sameOrderTwice, .wrongSettlement, .clockChangedAcrossRestart,
      .oldFileRestored, .limitsChanged:
      300
    case .crashInRecovery, .partialReport: 150
    case .lateTimer: 20
    case .hostileText: 60
    case .partialFill: 450
    case .midnightJobs: 700
    case .fillBeforeAck, .answerDelayed, .streamDelayed, .streamDuplicated, .replyDelayed: 200
    case .streamReordered, .answerDuplicated, .replyDuplicated, .slowBooking, .staleSnapshot: 200
    case .bareReport, .partialList: 200
    case .cancelRefused, .cancelRace, .cancelDelayed, .cancelLost: 200
    case .requestLost, .answerLost, .answerReordered, .streamLost, .questionLost, .replyLost: 60
    case .rateLimited, .refused, .serverErrorBooked, .serverErrorUnbooked, .timeoutBooked: 40
    case .queryFailed, .duplicateRequest, .slowCommit: 80
    }
  }

  /// Whether the class makes the world break a promise the desk may rely on, so that some invariants speak
  /// only of what the desk could know.
  var breaksVenuePromises: Bool {
    switch self {
    case .lieRejected, .emptyReport, .lateFill, .overfill, .bust, .orphan, .foreignPayload,
      .wrongSettlement:
      true
    default: false
    }
  }
}
