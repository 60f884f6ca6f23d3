internal import SlicingCore

/// One setting: its key, what it takes, and where it goes.
struct Setting: Sendable {
  /// With its tables: `limits.order_notional.warn`.
  let key: String
  /// What it does, in a line.
  let summary: String
  /// What stands after "should be".
  let expected: String
  /// Whether a wrong value is quoted back.
  let isQuoted: Bool
  /// The value as it would stand in the file.
  let show: @Sendable (Settings) -> String
  /// False where the scalar is none of what is expected.
  let assign: @Sendable (inout Settings, SettingScalar) -> Bool

  init<Value>(
    _ key: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ form: SettingForm<Value>,
    _ summary: String
  ) {
    self.key = key
    self.summary = summary
    expected = form.expected
    isQuoted = form.isQuoted
    show = { form.show($0[keyPath: path]) }
    assign = { settings, scalar in
      guard let value = form.parse(scalar) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  /// One level of a limit, which may be off.
  init<Value>(
    _ key: String, _ path: any WritableKeyPath<Settings, Limit<Value>> & Sendable,
    _ level: any WritableKeyPath<Limit<Value>, Value?> & Sendable, _ form: SettingForm<Value?>,
    _ summary: String
  ) {
    self.key = key
    self.summary = summary
    expected = form.expected
    isQuoted = form.isQuoted
    show = { form.show($0[keyPath: path][keyPath: level]) }
    assign = { settings, scalar in
      guard let value = form.parse(scalar) else { return false }
      settings[keyPath: path][keyPath: level] = value
      return true
    }
  }

  var path: [String] { key.split(separator: ".").map(String.init) }
}

/// All settings, once: the file's reader, `tranche settings` and the manual page go through this list.
enum SettingsTable {
  static let all: [Setting] = general + alpaca + limits + breaker + firm

  private static let general: [Setting] = [
    Setting(
      "desk", \.desk, .text("at most 16 letters, digits, '.', '_' or '-'", isValid: isDeskName),
      "Name of the desk; part of every order id, so that desks that share an account differ"),
    Setting(
      "theme", \.theme, .text("the name of a theme, or the path of its file", isValid: { !$0.isEmpty }),
      "Colours of the console"),
    Setting("bell", \.bell, .choice(), "Which alerts ring the terminal's bell"),
    Setting("clock", \.clock, .flag, "The clock in the first line, which draws once a second"),
    Setting(
      "on_hangup", \.onHangUp, .choice(),
      "When the terminal is gone: hold every order and end, or go on until all are over"),
    Setting(
      "on_link_loss", \.onLinkLoss, .choice(),
      "When the broker's connection is lost: hold every live order, or go on once it is back"),
    Setting(
      "past_close", \.pastClose, .choice(),
      "An order that would run past the close: refuse it, or end it at the close in fewer, larger slices"),
    Setting(
      "paper.sessions", \.paperSessions, .choice(),
      "When the paper broker's market is open: always, or in New York's regular sessions"),
  ]

  private static let firm: [Setting] = [
    Setting(
      "firm.redis", \.firmRedis,
      .server,
      "Redis server with the switch that all desks of the firm share"
    ),
    Setting(
      "firm.paper", \.firmPaper, .flag,
      "Whether a desk on the paper broker shares that switch, too: it then halts the firm, and is halted by it"
    ),
  ]

  private static let alpaca: [Setting] = [
    Setting(
      "alpaca.keys", \.alpaca.keys, .path(usual: "$XDG_CONFIG_HOME/tranche/alpaca.keys"),
      "File with the paper account's keys, where the environment has none"),
    Setting(
      "alpaca.live_keys", \.alpaca.liveKeys, .path(usual: "$XDG_CONFIG_HOME/tranche/alpaca-live.keys"),
      "File with the live account's keys, where the environment has none"),
    Setting(
      "alpaca.feed", \.alpaca.feed, .choice(), "Which quotes: of one exchange, or of all by subscription"),
    Setting(
      "alpaca.requests_per_minute", \.alpaca.requestsPerMinute, .count(1...100_000, of: "requests"),
      "Requests a minute, until the broker says otherwise"),
    Setting(
      "alpaca.deduplicates", \.alpaca.deduplicates, .deduplication,
      "How long a client id is refused the second time; Alpaca's rule is \"forever\", tranche venue has others"
    ),
    Setting(
      "alpaca.unattended_account", \.alpaca.unattendedAccount,
      .text("an account number, or \"\" for none", isValid: { $0.isEmpty || AccountNumber.isOne($0) }),
      "The live account that tranche run may trade without a person at the screen"),
    Setting(
      "alpaca.endpoint", \.alpaca.endpoint,
      .text("an address, or \"\" for Alpaca's own", isValid: { _ in true }),
      "Where orders go instead, as to rehearse with tranche venue; never with real money"),
    Setting(
      "alpaca.data_endpoint", \.alpaca.dataEndpoint,
      .text("an address, or \"\" for Alpaca's own", isValid: { _ in true }),
      "Where quotes come from instead; never with real money"),
    Setting(
      "alpaca.ca_file", \.alpaca.caFile, .path(usual: "the system's own"),
      "Certificates (PEM) that such an address is trusted by; never with real money"),
  ]

  private static let limits: [Setting] =
    level("order_notional", \.limits.orderNotional, .dollars, "Value of one order")
    + level("order_shares", \.limits.orderShares, .shares, "Shares of one order")
    + level("slice_notional", \.limits.sliceNotional, .dollars, "Value of one slice")
    + level("symbol_day_notional", \.limits.symbolDay, .dollars, "Value of a day's orders in one symbol")
    + level("all_day_notional", \.limits.allDay, .dollars, "Value of all orders of a day")
    + level(
      "price_collar_bp", \.limits.priceCollarBasisPoints, .count(1...10_000, of: "basis points"),
      "Limit price away from the quote")
    + level(
      "arrival_collar_bp", \.limits.arrivalCollarBasisPoints, .count(1...10_000, of: "basis points"),
      "Slice price away from the price when the order was entered")
    + level(
      "orders_per_minute", \.limits.ordersPerMinute, .count(1...100_000, of: "orders"),
      "New orders in a minute")
    + level(
      "volume_share_bp", \.limits.volumeShareBasisPoints, .count(1...1_000_000, of: "basis points"),
      "Shares of an order beside what trades on an average day, where that is known")
    + level(
      "repeated_executions", \.limits.repeatedExecutions, .count(1...100_000, of: "orders"),
      "Child orders of one symbol and side that filled in a minute")
    + level(
      "open_parents", \.limits.openParents, .count(1...10_000, of: "orders"), "Parent orders open at once")
    + level(
      "quote_age", \.limits.quoteAge, .duration, "Age of the quote an order or a slice is checked against")
    + [
      Setting(
        "limits.average_volume_file", \.averageVolumeFile, .path(usual: "what the broker tells"),
        "Shares that trade on an average day, a line SYMBOL,SHARES each"),
      Setting(
        "limits.blocks_in_a_row", \.limits.limitBlocksInARow, .count(1...100, of: "slices"),
        "Slices in a row blocked by a limit that hold their order"),
    ]

  private static let breaker: [Setting] = [
    Setting(
      "breaker.failures_in_a_row", \.limits.failuresInARow, .count(1...100, of: "slices"),
      "Slices in a row that are rejected, or fail after every retry, that trip the breaker"),
    Setting(
      "breaker.daily_loss", \.limits.dailyLoss, SettingForm<Notional>.dollars.orOff(),
      "Loss of the day, realised and marked to the quote, that trips the breaker"),
    Setting(
      "breaker.max_drawdown", \.limits.maxDrawdown, SettingForm<Notional>.dollars.orOff(),
      "Fall of the day's profit from its highest that trips the breaker"),
    Setting(
      "breaker.data_stale", \.limits.dataStale, SettingForm<TimeSpan>.duration.orOff(),
      "Time without a quote of any order that trades that trips the breaker"),
    Setting(
      "breaker.quiet_period", \.limits.quietPeriod, .duration,
      "Time after a reset in which no slice goes; the same on all desks that share a firm's switch"),
  ]

  /// The two levels of a limit.
  private static func level<Value: Comparable & Hashable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Settings, Limit<Value>> & Sendable,
    _ form: SettingForm<Value>,
    _ summary: String
  ) -> [Setting] {
    [
      Setting("limits.\(name).warn", path, \.warn, form.orOff(), "\(summary): shown above this"),
      Setting("limits.\(name).block", path, \.block, form.orOff(), "\(summary): refused above this"),
    ]
  }

  private static func isDeskName(_ text: String) -> Bool {
    text.utf8.count <= 16
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
