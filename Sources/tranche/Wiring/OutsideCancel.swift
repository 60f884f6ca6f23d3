internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// Cancels at a real broker, past an engine that does not answer.
///
/// It reads the ids from the files and writes nothing: the engine learns from the broker what became of its
/// orders when it goes on, or when the next one starts.
struct OutsideCancel {
  let account: FolderAccount
  let folder: StateFolder
  let settings: AlpacaSettings

  /// How long the broker is asked until everything is gone. With the question to the engine before it, a halt
  /// is over within two seconds where the broker answers at once.
  private static let patience = Duration.milliseconds(1_000)

  /// How long an engine is waited for before it counts as silent.
  static let enginePatience: Int32 = 500

  /// How much longer, once it is known whose the folder is: past the paper desk's engine nothing can be done
  /// but wait for it.
  static func furtherPatience(_ account: Result<FolderAccount?, CommandFailure>?) -> Int32 {
    account == .success(nil) ? 2500 : 0
  }

  /// Cancels what may be open of every order, or of one parent or slice; says what came of it.
  func carryOut(of reference: String? = nil) throws(CommandFailure) -> OutsideReceipt {
    let setup = try account.setup(settings)
    return try BlockingWait.run { [folder] () async throws(CommandFailure) in
      let orders = try await OutsideCancel.sentOrders(in: folder, reference)
      return try await setup.cancelOpen(
        orders, isEverything: reference == nil, patience: Self.patience)
    }
  }

  /// Everything that ever left and is not long over: an order that has ended is not open, and does no harm
  /// among the others; one whose end was written just before the engine stopped may be open after all.
  private static func sentOrders(
    in folder: StateFolder, _ reference: String?
  ) async throws(CommandFailure) -> Set<ClientOrderID> {
    let (slices, named) = try await read(folder, reference)
    let wanted = try named?.orFailure()
    let sent = slices.filter { slice in
      slice.firstIntentAt != nil && (wanted.map { $0.id == slice.id || $0.id == slice.parentID } ?? true)
    }
    return Set(sent.map(\.id))
  }

  private static func read(
    _ folder: StateFolder, _ reference: String?
  ) async throws(CommandFailure) -> ([Slice], Result<ReferencedOrder, ControlError>?) {
    do throws(StoreError) {
      let store = try await OrderStore.openReadOnly(folder)
      let books = try await store.load(today: NewYork.date(of: WallTime.now())).books
      var named: Result<ReferencedOrder, ControlError>?
      if let reference {
        named = try await StoreReading(folder: folder, store: store).order(named: reference)
      }
      try await store.close()
      return (books.flatMap(\.slices), named)
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension OutsideReceipt {
  /// What was canceled and what was not, as the end of a sentence; nil where nothing is left open.
  func words(_ account: FolderAccount) -> (canceled: String, left: String?) {
    switch self {
    case .otherAccount(let words): return ("nothing was canceled", "\(words): cancel in \(account.place)")
    case .swept(let sweep):
      let orders = sweep.canceled == 1 ? "order" : "orders"
      let left = sweep.left
      return (
        "\(sweep.canceled) working \(orders) canceled at the broker",
        left.isEmpty ? nil : "\(left.joined(separator: "; ")): cancel in \(account.place)"
      )
    }
  }
}

extension OutsideSweep {
  /// What may still be open, and why that is not known.
  fileprivate var left: [String] {
    var left: [String] = []
    if !stillOpen.isEmpty { left.append("\(stillOpen.count) still open (\(Self.list(stillOpen)))") }
    if !doubtful.isEmpty { left.append("\(doubtful.count) perhaps still open (\(Self.list(doubtful)))") }
    if let trouble { left.append("not known what else is open: \(trouble)") }
    if let accountUnread, canceled == 0 {
      left.append("not known whether these are the account's keys: \(accountUnread)")
    }
    return left
  }

  /// The first few; all of them are on the account's page.
  private static func list(_ ids: [String]) -> String {
    ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? ", …" : "")
  }
}
