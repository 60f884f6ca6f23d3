internal import Brokers
internal import OrderStore

/// The account at a real broker whose orders a folder holds.
struct FolderAccount: Hashable, Sendable {
  let number: String
  let environment: BrokerEnvironment

  /// Nil for the paper exchange inside the program, and for a folder in which nothing was begun.
  static func of(_ folder: StateFolder) throws(CommandFailure) -> FolderAccount? {
    try BlockingWait.run { () async throws(CommandFailure) in try await read(folder) }
  }

  /// The same for those who may wait.
  static func read(_ folder: StateFolder) async throws(CommandFailure) -> FolderAccount? {
    let stored = try await identity(in: folder)
    guard let stored, stored != .paperDesk else { return nil }
    guard stored.broker == AccountOptions.BrokerName.alpaca.rawValue,
      let environment = stored.brokerEnvironment
    else {
      throw CommandFailure(
        .cannotWrite, "\(folder.path) belongs to \(stored), a broker this program does not know")
    }
    return FolderAccount(number: stored.account, environment: environment)
  }

  /// The same as a value, for those who go on without it.
  static func find(_ folder: StateFolder) -> Result<FolderAccount?, CommandFailure> {
    do throws(CommandFailure) {
      return .success(try of(folder))
    } catch {
      return .failure(error)
    }
  }

  /// Whether a desk was ever begun in the folder.
  static func isBegun(_ folder: StateFolder) throws(CommandFailure) -> Bool {
    try BlockingWait.run { () async throws(CommandFailure) in try await identity(in: folder) } != nil
  }

  /// What reaches it, with the settings' endpoints and keys.
  func setup(_ settings: AlpacaSettings) throws(CommandFailure) -> AlpacaSetup {
    try AlpacaSetup(settings, environment: environment, account: number)
  }

  /// Whose a database of its own says it is.
  var identity: Identity { .alpaca(number, environment) }

  /// Where a person cancels its orders without this program.
  var place: String { "account \(number) at https://app.alpaca.markets" }

  private static func identity(in folder: StateFolder) async throws(CommandFailure) -> Identity? {
    do throws(StoreError) {
      let store = try await OrderStore.openReadOnly(folder)
      try await store.close()
      return store.identity
    } catch .missing, .identityMissing {
      return nil
    } catch {
      throw CommandFailure(error)
    }
  }
}
