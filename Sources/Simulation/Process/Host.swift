internal import SlicingCore

/// The process around the desk: what is lost with it when it dies. Carries effects out as the actor does.
struct Host {
  /// Something to be done after the commits that were queued before it.
  enum Work {
    case effect(Effect)
    case reply(CommandAnswer, token: Int)
  }

  /// One life of the process; answers for an earlier one reach nobody.
  var life = 0
  var isAlive = false
  /// Stopped by a signal, or the machine sleeps: nothing is handled until then.
  var stoppedUntil: Instant?
  /// What came in meanwhile.
  var backlog: [Simulator.Item] = []
  var work: [Work] = []
  /// The round whose commit is with the disk.
  var round: [Work] = []
  var isDraining = false
  /// The desk's clock less the true time; changes only from one life to the next.
  var clockOffset: TimeSpan = .zero
  /// The epoch this life writes under.
  var epoch = 0
  /// A commit of this life was refused for good.
  var isFenced = false
  /// Whether the broker's connection stands, as the process sees it.
  var isConnected = false
  /// The timer was due and fires only then.
  var timerHeldUntil: Instant?
}
