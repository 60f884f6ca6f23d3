internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// A database opened to look, by a command that is not the engine.
struct StoreReading: Sendable {
  let folder: StateFolder
  let store: OrderStore

  /// Opens the folder's database, runs `body` on it, and closes it.
  static func run<Value: Sendable>(
    _ options: StateOptions, _ body: @escaping @Sendable (StoreReading) async throws(StoreError) -> Value
  ) throws(CommandFailure) -> Value {
    let folder = try options.openReadOnly()
    return try BlockingWait.run { () async throws(CommandFailure) in
      do throws(StoreError) {
        let store = try await OrderStore.openReadOnly(folder)
        let value = try await body(StoreReading(folder: folder, store: store))
        try await store.close()
        return value
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  /// The one order that `text` names in the whole file, a slice or a parent.
  func order(named text: String) async throws(StoreError) -> Result<ReferencedOrder, ControlError> {
    guard let reference = OrderReference(text) else { return .failure(.badReference(text)) }
    let found = try await orders(reference)
    guard let first = found.first else { return .failure(.noSuchOrder(text)) }
    return found.count == 1 ? .success(first) : .failure(.ambiguous(text, count: found.count))
  }

  private func orders(_ reference: OrderReference) async throws(StoreError) -> [ReferencedOrder] {
    switch reference {
    case .parent(let ordinal): return try await parents(ordinal: ordinal).map { .parent($0) }
    case .slice(let ordinal, let number):
      var found: [ReferencedOrder] = []
      for parent in try await parents(ordinal: ordinal) {
        let slices = try await store.slices(ofParent: parent)
        found += slices.filter { $0.number == number }.map { .slice($0.id, parent: parent) }
      }
      return found
    case .id(let prefix):
      let parents = try await store.parents(idPrefix: prefix).map { ReferencedOrder.parent($0.parent.id) }
      let slices = try await store.slices(idPrefix: prefix).map {
        ReferencedOrder.slice($0.id, parent: $0.parentID)
      }
      return parents + slices
    }
  }

  private func parents(ordinal: Int) async throws(StoreError) -> [ClientOrderID] {
    try await store.parents(limit: OrderStore.pageLimit).map(\.parent).filter { $0.ordinal == ordinal }.map(
      \.id)
  }
}

extension CommandFailure {
  init(_ error: ControlError) {
    switch error {
    case .badReference, .missing, .unknownMember, .badValue, .tooLong, .malformed:
      self.init(.usage, error.words)
    case .noSuchOrder, .ambiguous, .isSlice, .isParent: self.init(.refused, error.words)
    }
  }
}
