/// A promise that was broken, and how.
struct Finding: Hashable, Sendable {
  enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Sent twice, or more than the order.
    case duplicate
    /// A share or an order that nobody can account for.
    case lost
    /// The desk's fills are not the venue's.
    case fills
    /// A new order where none may leave: after a halt, or before anybody resumed.
    case sentWhileStopped = "sent while stopped"
    /// The database, the event log or the ledger is damaged.
    case integrity
    /// It did not come up, did not answer, or did not end.
    case life
  }

  let kind: Kind
  let text: String
}
