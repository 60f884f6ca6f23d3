/// A point in the program at which a build with planted bugs can be made to die (`CrashPoint` in the core; a
/// test holds the two lists together), and how a run gets there.
struct NamedPoint: Hashable, Sendable {
  /// What a run has to do for the point to be reached.
  enum Way: Hashable, Sendable {
    /// Nothing but trade.
    case trading
    /// Be stopped now and then, for so short that what falls due meanwhile is sent together.
    case crowding
    /// Die once before, so that there is something to recover.
    case recovering
    /// Be halted.
    case halting
    /// Be halted and released.
    case releasing
    /// Come to its end.
    case ending
  }

  let name: String
  let way: Way
  /// The first so many times it is reached; the run's seed picks one.
  let times: Int

  static let all = [
    NamedPoint(name: "before-commit", way: .trading, times: 25),
    NamedPoint(name: "after-commit", way: .trading, times: 25),
    NamedPoint(name: "before-hand-over", way: .trading, times: 10),
    NamedPoint(name: "after-hand-over", way: .trading, times: 10),
    NamedPoint(name: "between-sends", way: .crowding, times: 1),
    NamedPoint(name: "before-answer-recorded", way: .trading, times: 10),
    NamedPoint(name: "in-recovery", way: .recovering, times: 1),
    NamedPoint(name: "in-recovery-connected", way: .recovering, times: 1),
    NamedPoint(name: "before-head", way: .trading, times: 25),
    NamedPoint(name: "after-head", way: .trading, times: 25),
    NamedPoint(name: "in-checkpoint", way: .ending, times: 1),
    NamedPoint(name: "before-kill-word", way: .halting, times: 1),
    NamedPoint(name: "after-kill-word", way: .halting, times: 1),
    NamedPoint(name: "before-kill-word-opened", way: .releasing, times: 1),
    NamedPoint(name: "before-ledger", way: .trading, times: 60),
    NamedPoint(name: "in-ledger-write", way: .trading, times: 15),
    NamedPoint(name: "after-ledger", way: .trading, times: 60),
  ]
}

extension Scenario {
  /// An interval is then a tenth of a second, and the grace half of that.
  private static let crowdingSpeed = 10

  /// The seed's run, but it dies at this point, and not at instants.
  init(seed: UInt64, at point: NamedPoint) {
    self.init(seed: seed, speed: point.way == .crowding ? Scenario.crowdingSpeed : nil)
    var chance = Chance(seed: seed ^ 0x706f_696e_7473)
    let count = chance.number(1...point.times)
    halt = nil
    switch point.way {
    case .trading, .crowding:
      deaths = []
      dieAt = (0, "\(point.name):\(count)")
      isStoppedNowAndThen = point.way == .crowding
    case .ending:
      deaths = []
      // A life's last act takes microseconds on one machine and ten milliseconds on another, and a death that
      // comes after it is none: every other run dies where it begins.
      let delay = seed % 2 == 0 ? 0 : 1 << chance.number(2...12)
      dieAt = (0, "\(point.name):1:\(delay)")
    case .recovering:
      deaths = [.microseconds(chance.number(300_000...800_000))]
      dieAt = (1, "\(point.name):\(count)")
    case .halting:
      deaths = []
      halt = Halt(life: 0, after: .microseconds(chance.number(50_000...500_000)), means: .signal)
      dieAt = (0, "\(point.name):\(count)")
    case .releasing:
      deaths = []
      halt = Halt(life: 0, after: .milliseconds(chance.number(100...400)), means: .signal)
      dieAt = (0, "\(point.name):\(count)")
    }
  }
}
