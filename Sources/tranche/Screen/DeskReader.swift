internal import Brokers
internal import DeskModel
internal import OrderStore
internal import SlicingCore
internal import Synchronization

/// Turns the files of a running desk into snapshots.
struct DeskReader: Sendable {
  let store: OrderStore
  let holder: String
  /// The holder's world clock as near as its last commit says.
  let clock: Brokers.WorldClock
  private let settings: Settings
  let seen = SeenAlerts()
  /// The log's newest record when looking began: what came before is history, and no alert.
  private let first: Int

  init(folder: StateFolder, holder: String, settings: Settings) async throws(StoreError) {
    self.settings = settings
    self.holder = holder
    store = try await OrderStore.openReadOnly(folder)
    let stored = try await store.load(today: NewYork.date(of: WallTime.now()))
    first = try await store.events(limit: 1).last?.sequence ?? 0
    let rehearsal = stored.rehearsalClock
    clock = WorldClock(speed: rehearsal?.speed ?? 1, resumingAt: rehearsal?.instant)
  }

  /// The desk as stored, where its log has gone beyond `sequence`; nil where it has not.
  func read(after sequence: Int) async throws(StoreError) -> (Int, DeskSnapshot)? {
    let events = try await store.events(limit: DeskSnapshot.activityLimit)
    let newest = events.last?.sequence ?? 0
    guard newest > sequence else { return nil }
    let stored = try await store.load(today: NewYork.date(of: clock.now()))
    let desk = Desk(
      settings: DeskSettings(
        limits: settings.limits(atSpeed: clock.speed), broker: DeskReader.capabilities,
        deskName: settings.desk, sharesFirmSwitch: sharesFirmSwitch),
      books: stored.books, kill: stored.kill,
      breaker: stored.breaker, executions: stored.fills.filter { !$0.isBusted }.map(\.execution),
      busted: Set(stored.fills.filter(\.isBusted).map(\.execution.executionID)),
      profitPeak: stored.profitPeak)
    let snapshot = DeskSnapshot(
      desk: desk, now: clock.now(), activity: events.map(EventLines.line), alerts: alerts(in: events),
      brokerName: store.identity.broker,
      environment: store.identity.environment == BrokerEnvironment.live.rawValue ? .live : .paper,
      speed: clock.speed, readOnlyHolder: holder)
    return (newest, snapshot)
  }

  private func alerts(in events: [StoredEvent]) -> [PostedAlert] {
    events.filter { $0.sequence > first && AlertNumber.ofRecord($0.sequence) > seen.last }
      .compactMap { PostedAlert(number: AlertNumber.ofRecord($0.sequence), record: $0.record) }
      .suffix(DeskSnapshot.alertLimit)
  }

  /// What the firm's switch says is not in the files: a desk that shares one begins with a switch nobody has
  /// read yet, and here it stays so.
  private var sharesFirmSwitch: Bool {
    FirmLink.isShared(settings, isPaper: store.identity == .paperDesk)
  }

  /// Nothing is sent from here; the screen needs some.
  private static let capabilities = BrokerCapabilities(
    deduplicates: .forever, answersByClientID: true, longestDelay: nil, messagesPerMinute: nil,
    mayShort: true,
    answerLimit: .seconds(5))
}

/// The number of the newest alert that was seen by somebody who only looks.
final class SeenAlerts: Sendable {
  private let number = Atomic<Int>(0)

  /// Those up to this one were.
  func note(_ seen: Int) { number.max(seen, ordering: .relaxed) }
  var last: Int { number.load(ordering: .relaxed) }
}

/// Numbers for the alerts of a console that only looks: those of the desk's log, and its own between them, so
/// that having seen one is having seen what was there before it, and nothing that came after.
enum AlertNumber {
  private static let ownBits = 20

  static func ofRecord(_ sequence: Int) -> Int { sequence << ownBits }

  /// - Parameter count: own ones so far, this one included.
  static func own(_ count: Int, after sequence: Int) -> Int {
    ofRecord(max(0, sequence)) + min(count, 1 << ownBits - 1)
  }
}
