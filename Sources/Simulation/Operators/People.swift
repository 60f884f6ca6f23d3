internal import SlicingCore

/// The traders: what they mean to do next, and what they were told.
struct People {
  var random: SimRandom
  let climate: Climate
  /// Acts left to do.
  var actsLeft: Int
  /// What each command that waits for its answer was.
  var waiting: [(token: Int, command: DeskCommand)] = []
  private var lastToken = 0
  /// The kill word was set by somebody else and has not been opened since.
  var isHaltedFromOutside = false
  /// How often each of the seed's orders was entered.
  var repeats: [Int: Int] = [:]

  init(seed: UInt64, climate: Climate, actLimit: Int) {
    self.climate = climate
    random = SimRandom(seed: seed, purpose: 51)
    actsLeft = actLimit
  }

  mutating func token(for command: DeskCommand) -> Int {
    lastToken += 1
    waiting.append((lastToken, command))
    return lastToken
  }

  /// The answer has come: what was promised is on disk.
  mutating func hear(_ answer: CommandAnswer, token: Int, _ checker: inout Checker) {
    guard let index = waiting.firstIndex(where: { $0.token == token }) else { return }
    let (_, command) = waiting.remove(at: index)
    if case .refused = answer { return }
    checker.promised(command)
  }

  mutating func processDied(_ checker: inout Checker) {
    waiting = []
    checker.forgetUnanswered()
  }

  mutating func diskLatency() -> Int { random.within(150...4000) }
  mutating func restartDelay() -> Int { random.pick(climate.restartDelays) }
}
