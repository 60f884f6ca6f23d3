/// Things that must happen in a good simulation. A situation that never occurred was never tested.
public enum Situation: Int, Sendable, CaseIterable {
  // The process dies or stops.
  case crashBeforeCommit, crashAfterCommit, crashBetweenEffects, crashInRecovery, crashInFlight
  case crashWithWorkQueued, crashWhileKilled, restart, restartWithUnknown, stopped, suspended
  case clockForwardAcrossRestart, clockBackAcrossRestart
  // The disk.
  case tornRecord, slowCommit, diskFull, ioError, diskTroubleWhileKilled, takenOver, staleWriterRefused
  // The link.
  case linkDown, halfOpen, slowArrival, dayEnd
  // People.
  case haltFromOutside, haltWhileStopped, haltedAtTheEnd, commandsRace, sameOrderTwice
  case settledAsFilled, settledAsNotPlaced, wrongSettlement
  case killWhileInFlight, killWhileUnknown, killWhileRetryWaits, killWhileWorking, killWhileTripped
  case cancelWhileInFlight, cancelWhileUnknown, cancelWhileRetryWaits, cancelWhileHeld
  case holdWhileInFlight, holdWhileArmed, resumeWithOwed, releaseWithDoubt
  // Facts in every order.
  case fillBeforeAck, fillBeforeAckWhileUnknown, fillAfterCancelAsked, fillAfterEnd, fillAfterSettlement
  case fillWhileKilled, fillWhileTripped, fillTwice, bustBeforeFill, bustAfterFill, bustTwice
  case ackAfterUnknown, ackAfterEnd, ackTwice, rejectWhileUnknown, rejectAfterFill, notSentWhileUnknown
  case answerOfEarlierAttempt, secondAttempt, thirdAttempt
  case absentWhileInFlight, absentWhileUnknown, absentWhileWorking, absentAfterEnd
  case foundWhileUnknown, foundWhileWorking, foundEndedWhileUnknown, foundWorkingAfterEnd, staleFound
  case bareReport, endedByVenueUnasked, cancelRefusedWhileWorking, cancelRefusedWhileUnknown
  case linkDownWhileInFlight, linkUpWithUnknown, clockStepWhileWorking, clockStepWhileIdle, orphanReported
  case storageFailsWhileInFlight, orderAfterMidnight, listedWhileUnknown, listedAfterEnd
  // The surroundings.
  case ordersDownWhileWorking, streamDownWhileWorking, queriesDownWhileUnknown
  case timerLateOverMidnight, oldFileRefused, limitsChanged, secondConsoleRefused, haltFromSecondConsole
  case leapSecond, throughDaylightSaving
  case hostileWhileInFlight, hostileExecution, unnamedExecution
  case dayEndWhileInFlight, dayEndWhileUnknown, dayEndWhileWorking, dayEndWhileRetryWaits
  case haltedForHalfAMinute, cancelPromisedThenCrash, deniedWhileUnknown
  // The market, and what else a broker tells.
  case marketOpens, closedBeforeItsTime, closedWhileInFlight, closedWhileRetryWaits
  case closeMovedEarlier, closeMovedLater, sessionLearntAfterRestart, endedAtTheClose
  case blockedBeforeTheSession, blockedByTheSession, blockedByAHalt
  case refusedPastTheClose, refusedWhileClosed, plannedForTheOpening, cutAtTheClose
  case haltedWhileInFlight, haltedWhileRetryWaits, tradesAgain
  case clocksApart, clocksFarApart, clocksTogether, remarked
  case linkLossHolds, refusedForTheLink
  // Halts of less than everything.
  case symbolHaltWhileUnknown, symbolHaltWhileWorking, parentHaltWhileRetryWaits, haltOverScopedHalts
  case releaseUnderScopedHalts, resumeUnderScopedHalt, orderUnderSymbolHalt, crashUnderScopedHalt
  case haltOfTheEndedForgotten
  // The firm's switch.
  case firmHaltsWhileInFlight, firmTripsThisDesk, firmUnreadableWhileInFlight, firmQuietUnheard
  case firmOpensAgain, firmToldByThisDesk, blockedByTheFirm, refusedByTheFirm, releaseWhileFirmUnreadable
  // The day's profit.
  case lossTrips, drawdownTrips, lossTripsWhileCancelIsOut, resetWhileLossIsBeyond, crashBeforePeakStored
  case peakOverARestart, profitOfANewDay, quoteMarksNothing
  // Account, bands, data, what repeats itself.
  case refusedBeyondThePosition, blockedBeyondThePosition, blockedWithoutPosition, positionToldTooEarly
  case limitUpWhileBuying, limitDownWhileSelling, blockedAtTheBand, dataStaleTrips, refusedByVolume
  case blockedByRepeats, resumedOverWarnings, resumeUnacknowledged, shortenedToTheClose
}
