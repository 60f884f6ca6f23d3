internal import Brokers
internal import OrderStore
public import SlicingCore
internal import Synchronization

/// A switch that stops every desk of a firm, wherever it stands. Whoever implements it keeps the newest
/// reading in memory: what is asked here is asked at every gate, and again by the last function before the
/// wire, and may wait for nothing.
public protocol FirmSwitching: Sendable {
  /// What it says, as last read; `unreadable` where that is too long ago.
  var reading: FirmReading { get }
  /// The same in one bit.
  var allowsTrading: Bool { get }
  /// Starts reading. Every change is told, also that it can no longer be read.
  func start(onChange: @escaping @Sendable (FirmReading) -> Void)
  /// Does something to it, and returns at once. What stops trading, and why, is tried until it succeeds; what
  /// allows it is tried once. `onFailure` hears why something was not done, in words.
  func perform(_ act: FirmAct, onFailure: @escaping @Sendable (String) -> Void)
  /// Reads no more. What waits for the server and has just been asked for gets a moment; returns what of it
  /// nobody knows to be recorded.
  func stop() async -> [FirmAct]
}

extension DeskModel {
  /// The desk hears of the firm's switch before it hears of its broker. A switch that is well answers within
  /// moments; waiting for that spares an alarm with every start.
  func listenToFirm() async {
    guard let firm else { return }
    firm.start { [weak self] reading in
      Task(priority: .high) { await self?.firmTold(reading) }
    }
    await wait(atMost: .milliseconds(500)) { firm.reading.isReadable }
    takeFirmReading()
  }

  /// Changes may overtake each other on their way here: what counts is what it says now. But what was told
  /// of an outage counts however short it was: nobody knows what the switch said meanwhile.
  private func firmTold(_ reading: FirmReading) {
    if !reading.isReadable { apply(.firm(reading)) }
    takeFirmReading()
  }

  /// What the firm halts is halted as by anybody: word and record say the same.
  func takeFirmReading() {
    guard let firm else { return }
    apply(.firm(firm.reading))
    if desk.kill.isEngaged, !killWord.isEngaged { killWord.engage(atWall: clock.wallNow()) }
    publishSoon()
  }

  func tellFirm(_ act: FirmAct) {
    guard let firm else { return }
    firm.perform(act) { [weak self] words in
      Task { await self?.firmRefused(words) }
    }
  }

  /// What allows trading waits for its commit, and a full disk keeps that waiting for hours. Whoever halts or
  /// trips meanwhile means it, and what stands at the firm then is not what this was to lift.
  func tellFirmUnlessOvertaken(_ act: FirmAct) {
    switch act {
    case .disengage where desk.kill.isEngaged || haltsOnTheirWay.load(ordering: .sequentiallyConsistent) > 0:
      firmRefused("NOT released, this desk has been halted since")
    case .reset where desk.breaker.isTripped || desk.firm.tripBehindHalt != nil:
      firmRefused("its breaker is NOT reset, it or this desk's has tripped since")
    default: tellFirm(act)
    }
  }

  /// The end of the program. A halt that the firm never heard of must not end in silence.
  func leaveFirm() async {
    guard let untold = await firm?.stop(), !untold.isEmpty else { return }
    let stops = untold.count(where: \.stopsTrading)
    guard stops > 0 else { return firmRefused("NOT told why this desk was halted") }
    firmRefused("NOT told of \(stops) of this desk's halts and trips: other desks may trade on")
  }

  private func firmRefused(_ words: String) {
    apply(.remark("the firm's switch: \(words)"))
  }
}
