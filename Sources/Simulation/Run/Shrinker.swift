/// Makes a failing run small: takes fault classes, orders, slices, acts and the tail of the faults away, one
/// kind after the other, as long as the same promise still breaks.
public enum Shrinker {
  /// The smallest run found that breaks the same promise, and how many runs it took.
  public static func shrink(_ failing: RunResult) -> (result: RunResult, runs: Int) {
    guard let broken = failing.violation?.invariant else { return (failing, 0) }
    var best = failing
    var runs = 0
    func attempt(_ change: (inout RunOptions) -> Void) -> Bool {
      var options = best.options
      change(&options)
      guard options != best.options, runs < 400 else { return false }
      runs += 1
      let result = Simulator.run(options)
      guard result.violation?.invariant == broken else { return false }
      best = result
      return true
    }
    for parents in [1, 2, 3, 5, 8] where attempt({ $0.parentLimit = parents }) { break }
    for slices in [1, 3, 10, 30, 100] where attempt({ $0.sliceLimit = slices }) { break }
    for acts in [0, 3, 10, 30, 100] where attempt({ $0.actLimit = acts }) { break }
    for fault in FaultClass.allCases where failing.faults[fault.rawValue] > 0 {
      _ = attempt { $0.without.insert(fault) }
    }
    halveFaults(&best, attempt: attempt)
    return (best, runs)
  }

  /// The fewest first faults that still break it, by halving.
  private static func halveFaults(_ best: inout RunResult, attempt: ((inout RunOptions) -> Void) -> Bool) {
    var low = 0
    var high = best.faultCount
    while low < high {
      let middle = (low + high) / 2
      if attempt({ $0.faultLimit = middle }) { high = middle } else { low = middle + 1 }
    }
  }
}
