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

  /// Chance in a thousand at each opportunity, where the class is on; a seed takes a quarter, one or three
  /// times it.
  var ratePerMille: Int {
    switch self {
    case .crash, .stopped, .suspended, .clockStep, .haltFromOutside: 1000
    case .takenOver, .orphan, .linkDown, .halfOpen: 1000
    case .unauthorized, .overfill, .foreignPayload: 1
    case .bust, .lateFill, .lieRejected: 3
    case .rejected, .crashBetweenEffects, .crashBeforeCommit, .crashAfterCommit, .tornRecord: 6
    case .diskFull, .ioError, .venueCancels: 8
    case .commandsRace, .sameOrderTwice, .wrongSettlement, .clockChangedAcrossRestart: 300
    case .crashInRecovery: 150
    case .partialFill: 450
    case .fillBeforeAck, .answerDelayed, .streamDelayed, .streamDuplicated, .replyDelayed: 200
    case .partialList, .streamReordered, .answerDuplicated, .replyDuplicated, .slowBooking, .staleSnapshot, .bareReport: 200
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
    case .lieRejected, .lateFill, .overfill, .bust, .orphan, .foreignPayload, .wrongSettlement: true
    default: false
    }
  }
}
