/// Orders for tests on a machine that may stand still for seconds at any moment.
///
/// A slice may be late by half its interval, and by 30 s at most; then it is missed, and two missed in a row
/// hold the order. So an order of a slice every few seconds may be held at any moment, and rightly so: a test
/// either states what holds of a slice that was blocked and of one that was missed, or keeps the order going.
enum Orders {
  /// 60 shares at once; then nothing for a minute.
  static let slow = "buy 600 AAPL over 10m every 1m"
  /// Ten shares every two seconds, for tests in which slices fall due: `Records.going` keeps it going.
  static let steady = "buy 1200 AAPL over 4m every 2s"
  /// Ten slices, the first of them at once, and so far from the market that none fills. The limits that tests
  /// run under let it be.
  static let resting = "buy 100 AAPL over 20m every 2m limit 1.00"
  /// One slice, and over with its fill.
  static let brief = "buy 1 AAPL over 1m every 1m"
}
