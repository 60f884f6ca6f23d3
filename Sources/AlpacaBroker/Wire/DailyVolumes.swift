internal import SlicingCore
internal import WireFormats

/// What traded on each of the last days, as the list of daily bars tells it.
struct DailyVolumes: Equatable {
  /// Days an average is made of.
  static let days = 20

  /// The mean of the newest twenty days, or of as many as there are: a listing may be younger.
  let average: Shares

  /// Nil where there is no such day, or a bar that cannot be read: an average of what is left of a list would
  /// look like one.
  ///
  /// - Parameter today: a day that is not over yet; its bar does not count.
  init?(_ value: WireValue, before today: TradeDate) {
    guard case .array(let rows)? = value["bars"] else { return nil }
    var days: [TradeDate: Int] = [:]
    for row in rows {
      guard let at = (row["t"]?.text).flatMap({ Instant(foreignRFC3339: $0) }),
        let volume = row["v"]?.digits.flatMap(DailyVolumes.count)
      else { return nil }
      let date = NewYork.date(of: at)
      if date < today { days[date] = volume }
    }
    let newest = days.sorted { $0.key > $1.key }.prefix(DailyVolumes.days)
    guard !newest.isEmpty else { return nil }
    average = Shares(newest.reduce(0) { $0 + $1.value } / newest.count)
  }

  /// Whole shares; a bar adjusted for a split may carry a point. So many that sums would not fit are no
  /// volume.
  private static func count(_ digits: String) -> Int? {
    guard let count = WireDecimal.quantity(digits).map({ $0.nanodollars / 1_000_000_000 }), count >= 0 else {
      return nil
    }
    return Int(count)
  }
}
