import CLinux
import Glibc
import TestSupport
import Testing

@testable import Terminal

@Suite(.timeLimit(.minutes(30))) struct InputLoopTests {
  /// A pipe that stands for the terminal, and a loop over it that records what it delivers.
  final class Rig {
    let reading: Int32
    let writing: Int32
    let waker: Waker
    var log: [String] = []
    var loop: InputLoop?
    /// What a test does with an event besides recording it.
    var onEvent: (InputEvent) -> Void = { _ in }

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw TemporaryFiles.Failure(call: "pipe") }
      reading = ends[0]
      writing = ends[1]
      waker = try Waker()
    }

    deinit {
      close(reading)
      close(writing)
    }

    func type(_ text: String) {
      _ = Array(text.utf8).withUnsafeBytes { write(writing, $0.baseAddress, $0.count) }
    }

    func run(
      input: Int32? = nil, signals: Bool = false, now: @escaping () -> Monotonic = { .now }
    ) throws -> InputLoop {
      let loop = try InputLoop(
        input: input ?? reading, waker: waker, handlesSignals: signals, now: now,
        onHaltKey: { [unowned self] in log.append("HALT") },
        onEvent: { [unowned self] event in
          log.append("\(event)")
          onEvent(event)
        })
      self.loop = loop
      return loop
    }

    /// Stops the loop when this event comes.
    func stop(at last: InputEvent) { onEvent = { [unowned self] in if $0 == last { loop?.stop() } } }
  }

  @Test func deliversKeysAndHaltsFirst() throws {
    let rig = try Rig()
    rig.stop(at: .key(.char("q")))
    rig.type("ab\u{1B}[A\u{0B}\u{1B}[24~q")
    try rig.run().runUntilStopped()
    // The halt is acted on before keys that were typed before it are even delivered.
    #expect(
      rig.log == [
        "HALT", "HALT", "key(Terminal.Key.char(\"a\"))", "key(Terminal.Key.char(\"b\"))",
        "key(Terminal.Key.up)",
        "key(Terminal.Key.ctrl(\"k\"))", "key(Terminal.Key.function(12))", "key(Terminal.Key.char(\"q\"))",
      ])
  }

  @Test func pastedHaltKeysAreText() throws {
    let rig = try Rig()
    rig.stop(at: .key(.char("q")))
    rig.type("\u{1B}[200~a\u{0B}\u{1B}[24~\u{1B}[201~q")
    try rig.run().runUntilStopped()
    #expect(!rig.log.contains("HALT"))
    #expect(rig.log.first == "key(Terminal.Key.paste(\"a[24~\"))")
  }

  /// Not before it, and not long after it.
  @Test func escComesAfterItsTime() throws {
    try Promise.expect("an Esc is believed", within: .milliseconds(500)) {
      let rig = try Rig()
      rig.stop(at: .key(.escape))
      rig.type("\u{1B}")
      let start = Monotonic.now
      try rig.run().runUntilStopped()
      let took = Monotonic.now.nanoseconds - start.nanoseconds
      #expect(took >= 20_000_000, "\(took) ns")
      return .nanoseconds(took)
    }
  }

  /// Wake-ups that come more often than 25 ms must not keep an Esc from being believed.
  @Test func escComesInSpiteOfOtherEvents() throws {
    let rig = try Rig()
    let waker = rig.waker
    var woken = 0
    rig.onEvent = { [unowned rig] event in
      if event == .woken { woken += 1 }
      if event == .key(.escape) || woken > 400 { rig.loop?.stop() }
      usleep(2_000)
      waker.wake()
    }
    rig.type("\u{1B}")
    waker.wake()
    try rig.run().runUntilStopped()
    #expect(rig.log.last == "key(Terminal.Key.escape)")
  }

  /// The program stands still, and what is typed meanwhile waits in the terminal.
  @Test func aKeyCountsFromTheLastLookThatFoundNothing() throws {
    let rig = try Rig()
    var milliseconds: Int64 = 1_000
    var dated: [Int64] = []
    rig.onEvent = { [unowned rig] event in
      guard case .key(let key) = event else {
        // Woken: from here on it stands still, for four seconds.
        milliseconds += 4_000
        return rig.type("ab")
      }
      dated.append(rig.loop?.quietMilliseconds ?? -1)
      if dated.count == 4 { rig.loop?.stop() }
      if key == .char("b") { rig.waker.wake() }
    }
    rig.waker.wake()
    try rig.run(now: { Monotonic(nanoseconds: milliseconds * 1_000_000) }).runUntilStopped()
    #expect(dated == [1_000, 1_000, 5_000, 5_000])
  }

  /// Or else no key would be known to have come after it, however late it comes. At its best, for the machine
  /// may stop meanwhile.
  @Test func itLooksAtTheKeyboardWhenItIsAskedTo() throws {
    var isKnown = false
    for _ in 1...5 where !isKnown {
      let rig = try Rig()
      rig.stop(at: .key(.char("q")))
      let loop = try rig.run()
      let writing = rig.writing
      let moment = Monotonic.now.milliseconds + 50
      loop.look(atMilliseconds: moment)
      #expect(
        OwnThread.start {
          usleep(400_000)
          _ = write(writing, "q", 1)
        })
      loop.runUntilStopped()
      isKnown = loop.quietMilliseconds >= moment
      #expect(loop.wakeUps <= 2)
    }
    #expect(isKnown)
  }

  @Test func sleepsWhileNothingHappens() throws {
    let rig = try Rig()
    rig.stop(at: .woken)
    let waker = rig.waker
    #expect(
      OwnThread.start {
        usleep(400_000)
        waker.wake()
        waker.wake()
      })
    let loop = try rig.run()
    loop.runUntilStopped()
    #expect(loop.wakeUps == 1)
    #expect(rig.log == ["woken"])
  }

  @Test func hangupComesOnceAndTheLoopGoesOnSleeping() throws {
    let rig = try Rig()
    let waker = rig.waker
    rig.type("x")
    let copy = dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), rig.writing)
    #expect(copy == rig.writing)
    rig.onEvent = { [unowned rig] event in
      if event == .woken { rig.loop?.stop() }
      guard event == .hangup else { return }
      // Time in which a loop that does not leave the dead terminal alone turns and turns.
      let hasStarted = OwnThread.start {
        usleep(300_000)
        waker.wake()
      }
      #expect(hasStarted)
    }
    let loop = try rig.run()
    loop.runUntilStopped()
    #expect(rig.log == ["key(Terminal.Key.char(\"x\"))", "hangup", "woken"])
    #expect(loop.wakeUps <= 4, "a dead terminal keeps the loop busy: \(loop.wakeUps)")
  }

  @Test func aClosedPseudoTerminalIsAHangup() throws {
    let rig = try Rig()
    rig.stop(at: .hangup)
    var master: Int32 = -1
    var slave: Int32 = -1
    #expect(openpty(&master, &slave, nil, nil, nil) == 0)
    close(master)
    try rig.run(input: slave).runUntilStopped()
    #expect(rig.log == ["hangup"])
    close(slave)
  }

  @Test func watchesOtherDescriptors() throws {
    let rig = try Rig()
    let other = try Rig()
    other.type("hello")
    rig.onEvent = { [unowned rig] event in
      guard case .readable(let fd) = event else { return }
      rig.loop?.unregister(fd)
      rig.loop?.stop()
    }
    let loop = try rig.run()
    loop.register(other.reading)
    loop.register(other.reading)
    loop.runUntilStopped()
    #expect(rig.log == ["readable(\(other.reading))"])
  }

  @Test func signalsComeAsEvents() throws {
    let terminal = try PseudoTerminal(width: 101, height: 33)
    let rig = try Rig()
    // The mask is this thread's own; the signals are sent to it alone.
    var old = sigset_t()
    var all = Signals.all
    pthread_sigmask(SIG_BLOCK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    for number in [SIGTERM, SIGUSR1, SIGTSTP, SIGWINCH] { pthread_kill(pthread_self(), number) }
    rig.onEvent = { [unowned rig] _ in if rig.log.count == 4 { rig.loop?.stop() } }
    try rig.run(input: terminal.slave, signals: true).runUntilStopped()
    #expect(
      Set(rig.log) == [
        "signal(Terminal.TerminalSignal.terminate)", "signal(Terminal.TerminalSignal.user1)",
        "signal(Terminal.TerminalSignal.stop)",
        "resize(Terminal.TerminalSize(width: 101, height: 33))",
      ])
  }

  /// Ten megabytes of paste go through in small reads and come out as one short text.
  @Test func takesALargePaste() throws {
    let rig = try Rig()
    // The writer's last act, so that it never writes to nobody.
    rig.stop(at: .hangup)
    let writing = rig.writing
    #expect(
      OwnThread.start {
        let chunk = [UInt8](repeating: UInt8(ascii: "y"), count: 65_536)
        _ = write(writing, "\u{1B}[200~", 6)
        for _ in 0..<160 { _ = write(writing, chunk, chunk.count) }
        _ = write(writing, "\u{1B}[201~", 6)
        dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), writing)
      })
    try rig.run().runUntilStopped()
    #expect(rig.log.count == 3, "\(rig.log)")
    #expect(rig.log.dropFirst() == ["key(Terminal.Key.pasteCut)", "hangup"])
  }
}
