/// Why a request is not an order. `Words` turns each case into a sentence.
///
/// A case that quotes what was typed carries it raw; making it fit for a screen is the sentence's business.
public enum RequestError: Error, Hashable, Sendable {
  case empty
  case unknownSide(String)
  /// Nothing was typed where something must stand.
  case missing(DraftField)
  case badQuantity(String)
  case quantityNotPositive
  case quantityTooLarge(limit: Shares)
  case badSymbol(String)
  case unknownType(String)
  case badPrice(String)
  case priceNotPositive
  case priceOffGrid(Price)
  /// A price, in the field `limit` or `stop`, that an order of this type has no use for.
  case priceWithoutUse(DraftField, type: String)
  case stopLimitCrossed(side: Side, stop: Price, limit: Price)
  case badTimeInForce(String)
  case badDuration(String)
  case durationTooLong(limit: TimeSpan)
  case durationNotWholeSeconds(TimeSpan)
  case badInterval(String)
  case intervalTooShort(TimeSpan)
  case intervalTooLong(limit: TimeSpan)
  case intervalNotWholeSeconds(TimeSpan)
  case durationBelowInterval(duration: TimeSpan, interval: TimeSpan)
  /// What follows `until`.
  case badClockTime(String)
  /// What follows `start`.
  case badStart(String)
  case unknownWord(String)
  /// A word that may stand once, or two words that say the same thing (`over` and `until`).
  case repeatedWord(String)
  /// More text than an order can need, in bytes.
  case tooLong(limit: Int)
}
