internal import SlicingCore

/// How a halt's scope looks in the file: `all`, `symbol:AAPL`, `parent:` and an order's id.
extension KillScope {
  init?(stored text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("all", nil): self = .all
    case ("symbol", let name?):
      guard let symbol = Symbol(name), symbol.text == name else { return nil }
      self = .symbol(symbol)
    case ("parent", let id?):
      guard let id = ClientOrderID(String(id)) else { return nil }
      self = .parent(id)
    default: return nil
    }
  }

  var storedText: String {
    switch self {
    case .all: "all"
    case .symbol(let symbol): "symbol:\(symbol)"
    case .parent(let id): "parent:\(id)"
    }
  }
}
