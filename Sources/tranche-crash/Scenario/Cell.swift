/// What the venue of a run is like.
struct Cell: Hashable, Sendable {
  /// Whether a second order under one id is refused.
  let deduplicates: Bool
  let weather: Weather

  /// What becomes of what the venue says.
  enum Weather: Sendable {
    case calm
    /// One acknowledgement in twenty is lost.
    case lossy
    /// And the stream breaks off after fills, tells them twice, or before the order's answer.
    case torn
  }

  static func all(over broker: Broker) -> [Cell] {
    let weathers: [Weather] = broker == .paper ? [.calm, .lossy] : [.lossy, .torn]
    return [true, false].flatMap { deduplicates in
      weathers.map { Cell(deduplicates: deduplicates, weather: $0) }
    }
  }

  var words: String {
    let answers =
      switch weather {
      case .calm: ""
      case .lossy: ", 5 % of answers dropped"
      case .torn: ", 5 % of answers dropped, streams torn"
      }
    return "deduplication \(deduplicates ? "on" : "off")\(answers)"
  }

  /// As the fault script, the option of `tranche venue` and the setting write it.
  var deduplication: String { deduplicates ? "forever" : "never" }

  /// More than any run makes: the rate is somebody else's test.
  static let requestsPerMinute = 100_000

  /// For `tranche venue`.
  var venueFaults: [String] {
    switch weather {
    case .calm: []
    case .lossy: ["drop-answer@5"]
    case .torn:
      ["drop-answer@5", "drop-socket-mid-fill@5", "duplicate-fill@10", "fill-before-answer@20"]
    }
  }

  /// The fault script. Half of the lost acknowledgements take the reports with them, as a connection does
  /// that breaks; for so short a time that no three slices fail for it, which would trip the breaker. A
  /// request lost now and then makes the desk send again where it may.
  var script: String {
    var lines = ["venue: deduplicate \(deduplication)"]
    if weather != .calm {
      lines += [
        "on submit one-in 40: lose answer", "on submit one-in 40: disconnect 50ms booked",
        "on submit one-in 60: lose request",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
