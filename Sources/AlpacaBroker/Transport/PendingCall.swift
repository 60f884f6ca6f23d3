#if NETWORK
  internal import NIOCore

  /// A call and who is told what became of it: once, in a turn of its own.
  ///
  /// Told in a later turn, because results arise inside `send`, inside a decoder that has bytes left, and
  /// inside the closing of a channel; a caller who sends again from there would find half-changed state.
  final class PendingCall {
    let call: HTTPCall
    private let loop: any EventLoop
    private var then: ((HTTPResult) -> Void)?
    private let timer = LoopTimer()

    init(_ call: HTTPCall, loop: any EventLoop, then: @escaping (HTTPResult) -> Void) {
      self.call = call
      self.loop = loop
      self.then = then
    }

    /// Runs `late` unless the call is finished, or another time is set, before.
    func setTimer(_ amount: TimeAmount, _ late: @escaping () -> Void) {
      timer.set(in: amount, on: loop, late)
    }

    func cancelTimer() { timer.cancel() }

    func finish(_ result: HTTPResult) {
      guard let then else { preconditionFailure("finished twice: \(call.method) \(call.target), \(result)") }
      self.then = nil
      cancelTimer()
      loop.assumeIsolated().execute { then(result) }
    }
  }
#endif
