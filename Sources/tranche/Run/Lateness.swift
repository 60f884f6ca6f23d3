internal import SlicingCore

/// How late the first byte of each send left, in real time: what the trader's clock saw, whatever the speed
/// of the world's.
struct Lateness: Hashable, Sendable {
  /// In microseconds, ascending.
  private let sorted: [Int64]

  init(_ slices: [Slice], speed: Int) {
    sorted = slices.compactMap { $0.lateness.map { $0.microseconds / Int64(speed) } }.sorted()
  }

  var count: Int { sorted.count }

  /// The smallest value that at least this share of all does not exceed; nil without any.
  func percentile(_ percent: Int) -> Int64? {
    guard !sorted.isEmpty else { return nil }
    return sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
  }

  /// `lateness of 10 sends: p50 0.4 ms, p99 1.2 ms, max 1.2 ms`.
  var words: String {
    guard let median = percentile(50), let tail = percentile(99), let longest = sorted.last else {
      return "lateness: nothing was sent"
    }
    let sends = sorted.count == 1 ? "1 send" : "\(sorted.count) sends"
    return
      "lateness of \(sends): p50 \(Lateness.milliseconds(median)) ms, p99 \(Lateness.milliseconds(tail)) ms, "
      + "max \(Lateness.milliseconds(longest)) ms"
  }

  /// Milliseconds with one decimal, rounded towards zero.
  static func milliseconds(_ microseconds: Int64) -> String {
    let tenths = microseconds.magnitude / 100
    return "\(microseconds < 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
  }
}
