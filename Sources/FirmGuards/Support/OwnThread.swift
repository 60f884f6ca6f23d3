#if FIRM_GUARDS
  internal import Glibc

  /// Threads that may block on a network: the cooperative pool has as many as there are cores, and carries
  /// everything else.
  enum OwnThread {
    /// Runs `body` on a new thread, which ends with it.
    static func start(_ body: @escaping @Sendable () -> Void) {
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { context in
          // Safe because `start` passed the context retained, and only once.
          context.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
          return nil
        }, Unmanaged.passRetained(Body(body)).toOpaque())
      guard code == 0 else { preconditionFailure("no thread could be started: \(code)") }
      pthread_detach(thread)
    }

    /// What a thread runs, in a form that fits through a C pointer.
    private final class Body {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
  }
#endif
