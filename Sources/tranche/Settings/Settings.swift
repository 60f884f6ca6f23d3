internal import PaperExchange
internal import SlicingCore

/// Everything the settings file can say. `SettingsTable` names each of them.
struct Settings: Hashable, Sendable {
  /// When the terminal's bell rings.
  enum Bell: String, Sendable, CaseIterable {
    case `guard`, all, off
  }

  /// What happens when the terminal is gone.
  enum HangUp: String, Sendable, CaseIterable {
    /// Hold every order, write everything down, and end.
    case hold
    /// Go on without a screen until every order is over.
    case goOn = "go_on"
  }

  /// What happens to live orders when the broker's connection is lost.
  enum LinkLoss: String, Sendable, CaseIterable {
    /// They are held, until the trader resumes them.
    case hold
    /// They go on with the first slice that is due when it is back.
    case goOn = "go_on"

    var rule: LinkLossRule {
      switch self {
      case .hold: .hold
      case .goOn: .goOn
      }
    }
  }

  var desk = ""
  var theme = "default"
  var bell = Bell.guard
  var clock = true
  var onHangUp = HangUp.hold
  var onLinkLoss = LinkLoss.goOn
  var pastClose = PastClose.refuse
  var paperSessions = TradingHours.aroundTheClock
  /// Where the firm's switch is; empty for none.
  var firmRedis = ""
  /// Whether desks on the paper broker share it, too.
  var firmPaper = false
  /// File with average daily volumes; empty for none.
  var averageVolumeFile = ""
  var alpaca = AlpacaSettings()
  var limits = RiskLimits()

  /// The limits as the desk uses them: quotes age by the world clock, which runs `speed` times as fast as the
  /// wall that the venue's quotes arrive by.
  func limits(atSpeed speed: Int) -> RiskLimits {
    var scaled = limits
    scaled.quoteAge.warn = limits.quoteAge.warn.map { $0 * speed }
    scaled.quoteAge.block = limits.quoteAge.block.map { $0 * speed }
    scaled.dataStale = limits.dataStale.map { $0 * speed }
    return scaled
  }
}

/// Where a value came from.
enum SettingOrigin: Hashable, Sendable {
  case builtIn
  case file(line: Int?)
  case flag(String)

  var words: String {
    switch self {
    case .builtIn: "default"
    case .file(let line?): "file, line \(line)"
    case .file(nil): "file"
    case .flag(let name): name
    }
  }
}

/// Settings in force, each with its origin.
struct EffectiveSettings: Hashable, Sendable {
  var values = Settings()
  /// The file they came from; nil where there is none.
  var file: String?
  private var origins: [String: SettingOrigin] = [:]

  init() {}

  func origin(of key: String) -> SettingOrigin { origins[key] ?? .builtIn }

  /// What bounds the money that can be lost, and the file does not say: nobody trades real money on limits
  /// they never looked at.
  var missingLimits: [String] {
    EffectiveSettings.limitsOfMoney.filter { key in
      if case .file = origin(of: key) { return false }
      return true
    }
  }

  /// The value above which an order, a slice, and a day's orders are refused.
  private static let limitsOfMoney = [
    "limits.order_notional.block", "limits.slice_notional.block", "limits.all_day_notional.block",
  ]

  mutating func note(_ key: String, from origin: SettingOrigin) { origins[key] = origin }
}
