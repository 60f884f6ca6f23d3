internal import SlicingCore
internal import Terminal

/// Figures as the panes show them. Integers only: a rounded binary fraction on a blotter is a wrong number.
enum Figures {
  /// `0:53`, `12:04`, `1:02:03`: time to go; what has passed is `0:00`.
  static func countdown(_ span: TimeSpan) -> SafeText {
    // Rounded up, so that 0:00 means now and not "within a second".
    let total = max(0, Int((span.microseconds + 999_999) / 1_000_000))
    let tail = "\(two(total / 60 % 60)):\(two(total % 60))"
    return total >= 3600 ? "\(total / 3600):\(tail)" : "\(total / 60):\(two(total % 60))"
  }

  /// `1h27m`, `27m`, `40s`: for spans where seconds no longer matter.
  static func coarse(_ span: TimeSpan) -> SafeText {
    let total = max(0, span.wholeSeconds)
    if total < 60 { return "\(total)s" }
    return "\(TimeSpan.seconds(total / 60 * 60))"
  }

  /// `41%`, rounded down: 100% means every share.
  static func percent(_ part: Shares, of whole: Shares) -> SafeText {
    guard whole.count > 0 else { return "0%" }
    return "\(Int(Int128(max(0, part.count)) * 100 / Int128(whole.count)))%"
  }

  /// `3.1%` of 310 basis points, `20%` of 2,000; rounded down.
  static func percent(basisPoints: Int) -> SafeText {
    let tenths = basisPoints % 100 / 10
    return tenths == 0 ? "\(basisPoints / 100)%" : "\(basisPoints / 100).\(tenths)%"
  }

  /// `+2.31K`, `−14.3K`, `0`: money made or lost.
  static func signed(_ money: Notional) -> SafeText {
    let size = Notional(nanodollars: abs(money.nanodollars)).short
    if size == "0" { return "0" }
    return (money > .zero ? "+" : "−") + SafeText(untrusted: size)
  }

  /// `+24`, `−240`, `0`.
  static func signed(_ shares: Shares) -> SafeText {
    guard shares.count != 0 else { return "0" }
    return (shares.count > 0 ? "+" : "−") + SafeText(untrusted: Shares(abs(shares.count)).description)
  }

  /// `+1.3` for 130 hundredths of a basis point; tenths are enough to compare orders by.
  static func basisPoints(_ centi: Int) -> SafeText {
    let tenths = (centi.magnitude + 5) / 10
    let sign: SafeText = tenths == 0 ? "" : centi > 0 ? "+" : "−"
    return sign + "\(tenths / 10).\(tenths % 10)"
  }

  /// Four decimals at most, `187.4150`: averages have up to nine, which no column has room for.
  static func average(_ price: Price) -> SafeText {
    let tenthOfMil = (price.nanodollars + 50_000) / 100_000
    let fraction = String(tenthOfMil % 10_000 + 10_000).dropFirst()
    return "\(tenthOfMil / 10_000).\(String(fraction))"
  }

  /// `+1 ms`, `+1.20 s`, `+12.3 s`, `+123 s`: how late the first byte left, in at most seven places.
  static func lateness(_ span: TimeSpan) -> SafeText {
    let millis = span.microseconds / 1000
    let sign: SafeText = millis < 0 ? "−" : "+"
    let size = millis.magnitude
    guard size >= 1000 else { return sign + "\(size) ms" }
    let places = size < 10_000 ? 2 : size < 100_000 ? 1 : 0
    let fraction = String(String(size % 1000 + 1000).dropFirst().prefix(places))
    return sign + "\(size / 1000)\(places > 0 ? "." : "")\(fraction) s"
  }

  /// `3 ms`, `<1 ms`: a latency.
  static func latency(_ span: TimeSpan) -> SafeText {
    span.microseconds < 1000 ? "<1 ms" : "\(span.microseconds / 1000) ms"
  }

  /// `1 share`, `200 shares`.
  static func shares(_ count: Shares) -> SafeText { "\(count) \(count == 1 ? "share" : "shares")" }

  /// `1 slice`, `12 slices`.
  static func counted(_ count: Int, _ one: String, _ many: String) -> SafeText {
    "\(Shares(count)) \(count == 1 ? one : many)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Side {
  /// Word and sign, never colour alone.
  var label: SafeText { self == .buy ? "BUY +" : "SELL −" }
  var role: Role { self == .buy ? .sideBuy : .sideSell }
}

extension OrderType {
  /// `market`, `limit 187.50`, `stop 180.00`, `stop 181.00 limit 182.00`.
  var label: SafeText {
    switch self {
    case .market: "market"
    case .limit(let price): "limit \(price)"
    case .stop(let price): "stop \(price)"
    case .stopLimit(let stop, let limit): "stop \(stop) limit \(limit)"
    }
  }
}

extension OrderRequest.Horizon {
  /// `over 30m`, `until 15:55`.
  var label: SafeText {
    switch self {
    case .duration(let span): "over \(span)"
    case .until(let time): "until \(time)"
    }
  }
}
