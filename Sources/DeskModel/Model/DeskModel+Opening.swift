public import Brokers
public import OrderStore
public import SlicingCore

extension DeskModel {
  /// A model over what the store holds for the present trade date.
  public static func open(
    store: OrderStore, broker: any Broker, clock: WorldClock, killWord: KillWord, limits: RiskLimits,
    deskName: String, options: DeskModelOptions = DeskModelOptions()
  ) async throws(StoreError) -> DeskModel {
    let stored = try await store.load(today: NewYork.date(of: clock.now()))
    let settings = DeskSettings(
      limits: limits, broker: broker.capabilities, deskName: deskName,
      speed: clock.speed)
    let desk = Desk(
      settings: settings, books: stored.books, kill: stored.kill, breaker: stored.breaker,
      executions: stored.fills.filter { !$0.isBusted }.map(\.execution),
      busted: Set(stored.fills.filter(\.isBusted).map(\.execution.executionID)),
      lastOrdinal: stored.lastOrdinal)
    return DeskModel(
      desk: desk, store: store, broker: broker, clock: clock, killWord: killWord, options: options)
  }
}
