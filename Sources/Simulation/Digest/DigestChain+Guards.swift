internal import SlicingCore

// How halts and the firm's switch look in the digest.

extension DigestChain {
  mutating func add(_ scope: KillScope) {
    switch scope {
    case .all: add(UInt8(0))
    case .symbol(let symbol): add(symbol.text)
    case .parent(let id): add(id)
    }
  }

  mutating func add(_ reading: FirmReading) {
    switch reading {
    case .open: add(UInt8(0))
    case .engaged(let halt):
      add(UInt8(1))
      add(halt.by)
    case .tripped(let trip):
      add(UInt8(2))
      add(trip.reason)
    case .quiet(let until, let trip):
      add(until)
      add(trip.reason)
    case .unreadable(let why):
      add(UInt8(3))
      add(why)
    }
  }

  mutating func add(_ act: FirmAct) {
    switch act {
    case .engage(let reason, _): add(reason)
    case .disengage(let reason, _), .reset(let reason, _):
      add(UInt8(1))
      add(reason)
    case .explain(let reason, _):
      add(UInt8(2))
      add(reason)
    case .trip(let reason, let details, _):
      add(reason.rawValue)
      add(details)
    }
  }
}
