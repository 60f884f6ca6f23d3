internal import SlicingCore

/// The ways between desk and venue: how long messages take, and whether the link stands.
struct Network {
  var random: SimRandom
  /// The link as it really is; the process hears of it a little later, or not at all while it is half open.
  var isUp = true
  /// Nothing passes, though both ends believe the link to be up.
  var isHalfOpen = false
  /// Channels of which one direction is dead, while the link as a whole stands.
  var outages: [FaultClass] = []
  /// When the last message of each channel arrives, so that a channel keeps its order.
  var lastArrival = [Instant](repeating: Instant(microseconds: .min), count: 3)
  /// The last moment at which something was wrong with the ways.
  var lastTrouble = Instant(microseconds: .min)
  /// The last moment at which a cancel was kept from arriving at once.
  var cancelTrouble = Instant(microseconds: .min)
  /// Facts without any other way to the desk, told again to a process that came up after one died: it may
  /// have died before they were on disk.
  var vital: [(at: Instant, post: Post)] = []
  /// Stream messages kept while the link was down, where nothing else would bring them.
  var kept: [Post] = []

  init(seed: UInt64) { random = SimRandom(seed: seed, purpose: 31) }

  var passes: Bool { isUp && !isHalfOpen }

  /// Whether a message leaves, or arrives, on this side of its channel.
  func passes(_ outage: FaultClass) -> Bool { passes && !outages.contains(outage) }

  mutating func latency() -> TimeSpan { TimeSpan(microseconds: Int64(random.within(400...60_000))) }
}
