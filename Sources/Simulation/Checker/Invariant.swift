/// What must hold after every step, whatever happens. Truth is the venue's ledger, belief is the desk's
/// state.
public enum Invariant: Int, Sendable, CaseIterable {
  case ceiling = 1
  case unique, kill, cancel, writeAhead, fillTruth, liveness, window, noOrphans, replay, killConverges
  case immediate, noResurrection, conservation, monotone, riskReducingFirst, definiteOnly, oneWriter
  case explained, bounded, clock, guardTotal
  /// Not one of the numbered promises, but their other half: an alarm that stops trading has a cause.
  case noFalseAlarm
  case session, linkHold
  case profit, oversell, bands, staleData, limits

  /// `I1` … `I30`.
  public var number: String { "I\(rawValue)" }

  /// The promise in a sentence.
  public var sentence: String {
    switch self {
    case .ceiling: "filled + open at the venue never exceed a parent's total, nor does what is believed"
    case .unique: "the venue has at most one order under a client id"
    case .kill:
      "no new order is written while a halt, the breaker or the firm's switch covers it, in memory or on disk"
    case .cancel: "no new order is written for a parent after its cancel or hold"
    case .writeAhead: "each order written equals an intent that was durable before"
    case .fillTruth: "when all is quiet the executions believed are those at the venue"
    case .liveness: "after the faults heal every slice is final, or unknown and waiting for a person"
    case .window: "an order is written only inside its slice's window and the session, one per gap"
    case .noOrphans: "no order works at the venue that is believed finished; none is unknown to belief"
    case .replay: "the state reloaded from disk equals the live state"
    case .killConverges: "halted and the link healthy for 30 s, nothing works at the venue"
    case .immediate: "a delivered execution changes belief in that same step"
    case .noResurrection: "shares given up never become live at the venue later"
    case .conservation: "total = filled + working + in flight + unknown + pending + owed + closed"
    case .monotone: "filled never falls without a bust; a final state changes only by a late fact; 3 attempts"
    case .riskReducingFirst: "a cancel waits for nothing"
    case .definiteOnly: "rejected, expired and canceled-while-working come only with a word of the venue"
    case .oneWriter: "a writer whose commit was refused for good sends nothing"
    case .explained: "every slice not sent or not filled has a reason"
    case .bounded: "queues, retries and deadlines have caps"
    case .clock: "a clock step makes at most one breaker event, none while no order lives, and no write"
    case .guardTotal: "an unknown or stale guard writes nothing"
    case .session: "no order outside an open session or of a halted symbol; nothing planned past the close"
    case .linkHold: "where a lost link holds, every live parent is held while it is down"
    case .profit:
      "the day's profit is what executions and quotes make of it, and trips at once beyond a limit"
    case .oversell: "an account that may not go short never has more for sale than it holds"
    case .bands: "no buy is written with the bid at the upper band, no sell with the ask at the lower one"
    case .staleData: "no quote of what trades for longer than allowed trips, in time and never without cause"
    case .limits: "nothing is written beyond a limit in shares, or resumed over a warning nobody acknowledged"
    case .noFalseAlarm: "the mismatch breaker trips only where the venue broke a promise"
    }
  }
}
