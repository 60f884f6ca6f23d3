internal import SlicingCore

/// What the settings file says of the broker Alpaca. Empty text is the usual value.
struct AlpacaSettings: Hashable, Sendable {
  /// Which quotes.
  enum Feed: String, Sendable, CaseIterable {
    case iex, sip
  }

  /// What the broker does with a client id it has seen.
  enum Deduplication: Hashable, Sendable {
    case forever, never
    /// It refuses it for so long.
    case window(TimeSpan)
  }

  var keys = ""
  var liveKeys = ""
  var feed = Feed.iex
  var requestsPerMinute = 200
  var deduplicates = Deduplication.forever
  var unattendedAccount = ""
  var endpoint = ""
  var dataEndpoint = ""
  var caFile = ""

  /// The file with an account's keys; nil for a user without a home. Paper and live have one each, so that
  /// neither is ever tried where the other belongs.
  func keyFile(live: Bool, _ environment: [String: String]) -> String? {
    let named = live ? liveKeys : keys
    guard named.isEmpty else { return named }
    let name = live ? "alpaca-live.keys" : "alpaca.keys"
    return Folders.configuration(environment).map { "\($0)/tranche/\(name)" }
  }
}

/// An account as its broker numbers it.
enum AccountNumber {
  /// It becomes a part of a folder's name, so that it holds nothing that means anything in a path.
  static func isOne(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      }
  }
}
