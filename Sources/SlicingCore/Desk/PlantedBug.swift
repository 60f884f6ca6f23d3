#if PLANTED_BUGS
  /// Bugs planted on purpose, each a mistake a desk like this could have, to see whether the simulation is
  /// any good: every one must be caught. Compiled only with the package trait `PlantedBugs`; which one is on
  /// is chosen at run time, by name.
  public enum PlantedBug: String, Sendable, CaseIterable {
    case sendBeforeCommit = "send-before-commit"
    case retrySwallowsItsError = "retry-swallows-its-error"
    case guardCheckedOnceBeforeTheWaits = "guard-checked-once-before-the-waits"
    case cancelNotDurable = "cancel-not-durable"
    case timeoutCalledFailed = "timeout-called-failed"
    case retryUnderNewID = "retry-under-new-id"
    case catchUpWithoutCap = "catch-up-without-cap"
    case fillsAfterCancelIgnored = "fills-after-cancel-ignored"
    case twoReadingsOfTheClock = "two-readings-of-the-clock"
    case breakerNotPersisted = "breaker-not-persisted"
    case killNotPersisted = "kill-not-persisted"
    case fillAppliedTwice = "fill-applied-twice"
    case fillBeforeAckIgnored = "fill-before-ack-ignored"
    case cancelWaitsForCommit = "cancel-waits-for-commit"
    case killLeavesWorking = "kill-leaves-working"
    case absentBelievedAtOnce = "absent-believed-at-once"
    case resentWithoutAsking = "resent-without-asking"
    case retryPastItsWindow = "retry-past-its-window"
    case lateSliceSent = "late-slice-sent"
    case holdIgnored = "hold-ignored"
    case attemptsUnbounded = "attempts-unbounded"
    case countersDrift = "counters-drift"
    case owedPlannedTwice = "owed-planned-twice"
    case recoveryForgetsDoubt = "recovery-forgets-doubt"
    case recoveryHoldsNothing = "recovery-holds-nothing"
    case rejectedWithoutReason = "rejected-without-reason"
    case expiredByOurClock = "expired-by-our-clock"
    case bustIgnored = "bust-ignored"
    case endDoesNotWaitForFills = "end-does-not-wait-for-fills"
    case deadlinesLeak = "deadlines-leak"
    case clockStepTripsTwice = "clock-step-trips-twice"
    case sentWhileStoreIsDown = "sent-while-store-is-down"
    case staleWriterGoesOn = "stale-writer-goes-on"
    case nothingReconciled = "nothing-reconciled"
    case killWordIgnored = "kill-word-ignored"
    case unknownNeverAsked = "unknown-never-asked"
    case staleAbsentTrips = "stale-absent-trips"
    case killForgetsUnknown = "kill-forgets-unknown"
    case sessionUnchecked = "session-unchecked"
    case cancelForgottenAtRestart = "cancel-forgotten-at-restart"
    case oldFileBelieved = "old-file-believed"
    case brokerTextAsItIs = "broker-text-as-it-is"
    case overfillWithoutAlarm = "overfill-without-alarm"
    case bustTakenTwice = "bust-taken-twice"
    case sentWhileClosed = "sent-while-closed"
    case sentWhileHalted = "sent-while-halted"
    case linkHoldForgotten = "link-hold-forgotten"
    case plannedPastTheClose = "planned-past-the-close"
    case earlyCloseEndsParents = "early-close-ends-parents"
    case sessionAssumedOpen = "session-assumed-open"
    case killScopeIgnored = "kill-scope-ignored"
    case firmIgnored = "firm-ignored"
    case lossIgnored = "loss-ignored"
    case stubQuotesMarked = "stub-quotes-marked"
    case oversellUnchecked = "oversell-unchecked"
    case bandsIgnored = "bands-ignored"
    case peakForgotten = "peak-forgotten"
    case repeatsUncounted = "repeats-uncounted"
    case staleDataUnseen = "stale-data-unseen"

    // safe because it is set once, before any desk exists, and only read from then on
    /// The one bug that is on.
    public nonisolated(unsafe) static var active: PlantedBug?

    /// Whether this bug is on.
    public var isOn: Bool { PlantedBug.active == self }
  }
#endif
