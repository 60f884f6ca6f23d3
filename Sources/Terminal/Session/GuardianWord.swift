internal import Glibc

/// What the program tells its guardian about the terminal, as bytes on a pipe.
enum GuardianWord {
  /// The program has the terminal, whose modes were these before.
  case taken(termios)
  /// It has been given back.
  case givenBack

  static let takenMark: UInt8 = 1
  static let givenBackMark: UInt8 = 0

  /// Shorter than what a pipe takes whole, so no word is ever torn.
  var bytes: [UInt8] {
    switch self {
    case .givenBack: [Self.givenBackMark]
    case .taken(let modes): [Self.takenMark] + withUnsafeBytes(of: modes) { Array($0) }
    }
  }
}

/// What the guardian knows: the words so far come to this.
struct GuardianKnowledge {
  /// What to restore; nil while there is nothing to do.
  private(set) var modes: termios?
  private var pending: [UInt8] = []

  /// Takes bytes as they come from the pipe, several words at once or parts of one.
  mutating func take(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    while let mark = pending.first {
      guard mark == GuardianWord.takenMark else {
        modes = nil
        pending.removeFirst()
        continue
      }
      let size = MemoryLayout<termios>.size
      guard pending.count > size else { return }
      modes = pending.dropFirst().prefix(size).withUnsafeBytes { $0.loadUnaligned(as: termios.self) }
      pending.removeFirst(1 + size)
    }
  }
}

/// What the guardian may still do for a terminal when the program is gone.
struct GuardianDuty: Equatable {
  /// Write what ends the screen.
  var restoresScreen: Bool
  /// Reset line editing and echo.
  var restoresModes: Bool

  /// - Parameters:
  ///   - foreground: the process group that has the terminal; nil where nobody can tell, as when the session
  ///     has ended with the program.
  ///   - program: the group that the program was in.
  ///   - shell: the group of the session's leader.
  ///   - modes: as they are now.
  init(foreground: pid_t?, program: pid_t, shell: pid_t, modes: termios) {
    // A terminal that another program has taken meanwhile, as after `kill -STOP` and another command, is that
    // program's. The shell may have noticed the end before the guardian did, and it has no screen of its own.
    restoresScreen = foreground.map { $0 == program || $0 == shell } ?? true
    // Nothing but a full screen switches the signal keys off: where they work, somebody has reset the modes
    // already, and a shell that edits its line would be confused by our doing so once more.
    let full = tcflag_t(ISIG | ICANON | ECHO)
    restoresModes = restoresScreen && modes.c_lflag & full == 0
  }
}
