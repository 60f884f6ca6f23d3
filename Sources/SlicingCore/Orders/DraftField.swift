/// The fields of order entry, in the order the form shows them.
public enum DraftField: String, Hashable, Sendable, CaseIterable {
  case side, quantity, symbol, type, limit, stop, horizon, interval, start, timeInForce
}
