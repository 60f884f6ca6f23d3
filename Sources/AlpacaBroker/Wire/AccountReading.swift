internal import SlicingCore
internal import WireFormats

extension AlpacaAccount {
  /// Nil where the answer is not an account.
  init?(_ value: WireValue) {
    guard let number = value["account_number"]?.text, !number.isEmpty, let status = value["status"]?.text
    else {
      return nil
    }
    self.number = number
    mayShort = value["shorting_enabled"]?.truth ?? false
    let blocks = [
      ("trading_blocked", "trading is blocked"), ("account_blocked", "the account is blocked"),
      ("trade_suspended_by_user", "trading is suspended by its owner"),
    ]
    let block = blocks.first { value[$0.0]?.truth == true }?.1
    obstacle = status == "ACTIVE" ? block : "its status is \(status)"
  }
}

/// What the broker says of the time and the market's hours.
struct ClockReading: Equatable {
  let timestamp: Instant
  let isOpen: Bool
  let nextOpen: Instant
  let nextClose: Instant

  init?(_ value: WireValue) {
    func time(_ name: String) -> Instant? { (value[name]?.text).flatMap { Instant(foreignRFC3339: $0) } }
    guard let timestamp = time("timestamp"), let isOpen = value["is_open"]?.truth,
      let nextOpen = time("next_open"), let nextClose = time("next_close")
    else { return nil }
    self.timestamp = timestamp
    self.isOpen = isOpen
    self.nextOpen = nextOpen
    self.nextClose = nextClose
  }
}
