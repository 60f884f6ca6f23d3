#if NETWORK
  internal import NIOCore

  /// One thing to be done later, on its loop, unless it is canceled or set anew before.
  ///
  /// The loop's own cancel is not enough: a loop that was held up takes everything that has become due into
  /// one turn, and what is canceled by the first of these still runs. A call would be given up for want of a
  /// connection after it was written; an order reported as not sent would be at the broker.
  final class LoopTimer {
    private var round = 0
    private var scheduled: Scheduled<Void>?

    /// Whether it is set and has not run.
    var isSet: Bool { scheduled != nil }

    func set(in amount: TimeAmount, on loop: any EventLoop, _ act: @escaping () -> Void) {
      cancel()
      let round = round
      scheduled = loop.assumeIsolated().scheduleTask(in: amount) { [weak self] in
        guard let self, self.round == round else { return }
        self.scheduled = nil
        act()
      }
    }

    func cancel() {
      round += 1
      scheduled?.cancel()
      scheduled = nil
    }
  }
#endif
