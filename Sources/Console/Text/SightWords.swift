internal import DeskModel
internal import SlicingCore
internal import Terminal

/// What a console that only looks says of what it sees.
enum SightWords {
  /// A few words for the first line; nil where everything is as it should be.
  static func short(_ sight: Sight) -> SafeText? {
    switch sight {
    case .held: nil
    case .unheld: "no engine runs"
    case .gone: "holder gone"
    case .unread(let since): "not read since \(NewYork.clock(since))"
    }
  }
}
