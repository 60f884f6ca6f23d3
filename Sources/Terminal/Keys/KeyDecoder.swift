/// Turns the bytes that a terminal sends into keys. Pure: no clock, no file descriptor.
///
/// Why not ncurses: it merges mouse reports that arrive together and keeps only the last, knows no bracketed
/// paste, and can't be tested without a terminal. It does the output and nothing else.
///
/// | state | byte | next |
/// | --- | --- | --- |
/// | ground | ESC | escape |
/// | escape | `[` `O` `]PX^_` | csi, ss3, string |
/// | escape | anything else | ground, with Alt |
/// | csi, ss3 | final byte | ground with a key, or paste after `200~` |
/// | any but paste | a control character | ground; what was begun is dropped, the control counts |
/// | paste | `ESC[201~` | ground |
/// | paste | silence for a second | stalled: text is thrown away until the end mark, Esc or a halt key |
///
/// The fifth row is a promise: nothing that was begun can swallow Ctrl-K. A paste can, for what is pasted is
/// text; that is why a paste that never ends is not waited for.
public struct KeyDecoder: Sendable {
  private enum State: Sendable {
    case ground
    /// After ESC; `twice` after two of them, which some terminals send for Alt with a cursor key.
    case escape(twice: Bool)
    case csi
    case ss3
    /// The text of an answer that nobody asked for; thrown away.
    case string(introducer: UInt8, count: Int)
    /// `ESC [ [` of the Linux console, before the letter.
    case linuxFunction
    /// The three bytes of an old mouse report; thrown away.
    case oldMouse(left: Int)
    case utf8
    case paste
    case stalled
  }

  private var state: State = .ground
  private var parameters: [UInt8] = []
  /// Alt was held with the sequence or character under way.
  private var alt = false
  private var scalar = UTF8Assembler()
  private var paste = PasteCollector()
  private var stalled = StalledPaste()
  private var keys: [Key] = []

  /// Longer sequences are not keys.
  private static let parametersMax = 32
  private static let stringMax = 4_096

  /// A decoder with nothing under way.
  public init() {}

  /// Whether an ESC waits for what may follow it: after 25 ms it was the key.
  public var pendingEscape: Bool {
    switch state {
    case .escape: true
    case .stalled: stalled.endsInEscape
    default: false
    }
  }

  /// How long to wait for the next byte before `timeout()` is called; nil for ever.
  public var patienceMilliseconds: Int? {
    if pendingEscape { return 25 }
    switch state {
    // A sequence that stops half-way is a slow line, not a person: its rest must not become letters.
    case .csi, .ss3, .string, .linuxFunction, .oldMouse: return 250
    case .paste: return 1_000
    case .ground, .escape, .utf8, .stalled: return nil
    }
  }

  /// Decodes bytes as they come; what is incomplete waits for the next call.
  ///
  /// - Parameter onHalt: called for each halt key in the moment when it is decoded, before the keys that
  ///   stand before it in the same bytes are even returned.
  public mutating func feed(_ bytes: some Sequence<UInt8>, onHalt: () -> Void = {}) -> [Key] {
    Array(bytes).withUnsafeBufferPointer { all in
      var index = 0
      while index < all.count {
        if case .paste = state {
          index += paste.bytesToSkip(in: UnsafeBufferPointer(rebasing: all[index...]))
        }
        guard index < all.count else { return }
        let before = keys.count
        take(all[index])
        index += 1
        if keys.count > before { for key in keys[before...] where key.isHalt { onHalt() } }
      }
    }
    defer { keys.removeAll() }
    return keys
  }

  /// No byte came for as long as `patienceMilliseconds`: what is under way is finished or given up.
  public mutating func timeout() -> [Key] {
    switch state {
    case .ground, .utf8: break
    case .escape(let twice):
      if twice { keys.append(.escape) }
      reset(with: .escape)
    case .csi where parameters.isEmpty: reset(with: .alt("["))
    case .ss3 where parameters.isEmpty: reset(with: .alt("O"))
    case .string(let introducer, 0): reset(with: .alt(Character(Unicode.Scalar(introducer))))
    case .csi, .ss3, .string, .linuxFunction, .oldMouse: reset()
    case .paste:
      keys += paste.finish(stalled: true)
      stalled = StalledPaste()
      state = .stalled
    case .stalled: if stalled.endsInEscape { reset(with: .escape) }
    }
    defer { keys.removeAll() }
    return keys
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .paste: takePasted(byte)
    case .stalled: takeStalled(byte)
    default:
      if byte < 0x20 || byte == 0x7F { takeControl(byte) } else { takePrintable(byte) }
    }
  }

  private mutating func reset(with key: Key? = nil) {
    state = .ground
    parameters.removeAll(keepingCapacity: true)
    alt = false
    if let key { keys.append(key) }
  }

  // MARK: Control characters

  private mutating func takeControl(_ byte: UInt8) {
    let wasEscape = if case .escape(let twice) = state { (true, twice) } else { (false, false) }
    if case .utf8 = state { keys.append(.char("\u{FFFD}")) }
    if byte == 0x1B { return takeEscape(after: wasEscape) }
    let key = KeySequences.control(byte)
    if wasEscape.0, let editing = KeySequences.editing(byte) {
      if wasEscape.1 { keys.append(.escape) }
      return reset(with: .modified(editing, .alt))
    }
    // Esc and then a control character: two keys, for Alt with Ctrl-K must halt as Ctrl-K does.
    if wasEscape.0 { keys.append(.escape) }
    reset(with: key)
  }

  private mutating func takeEscape(after wasEscape: (Bool, twice: Bool)) {
    if wasEscape.twice { keys.append(.escape) }
    reset()
    state = .escape(twice: wasEscape.0)
  }

  // MARK: Everything else

  private mutating func takePrintable(_ byte: UInt8) {
    switch state {
    case .ground: takeGround(byte)
    case .escape(let twice): takeAfterEscape(byte, twice: twice)
    case .csi: takeCSI(byte)
    case .ss3: takeSS3(byte)
    case .string(let introducer, let count):
      let isFull = count >= Self.stringMax
      if isFull { reset() } else { state = .string(introducer: introducer, count: count + 1) }
    case .linuxFunction:
      // F1 to F5 are the letters A to E.
      reset(with: (0x41...0x45).contains(byte) ? .function(Int(byte) - 0x40) : nil)
    case .oldMouse(let left):
      if left <= 1 { reset() } else { state = .oldMouse(left: left - 1) }
    case .utf8: takeContinuation(byte)
    case .paste, .stalled: preconditionFailure("pasted byte \(byte) taken as a key in \(state)")
    }
  }

  private mutating func takeGround(_ byte: UInt8) {
    if byte < 0x80 {
      reset(with: character(Character(Unicode.Scalar(byte))))
    } else if scalar.begin(byte) {
      state = .utf8
    } else {
      reset(with: .char("\u{FFFD}"))
    }
  }

  private func character(_ character: Character) -> Key { alt ? .alt(character) : .char(character) }

  private mutating func takeContinuation(_ byte: UInt8) {
    switch scalar.take(byte) {
    case .incomplete: break
    // C1 control characters are no keys on any keyboard.
    case .complete(let value): reset(with: value.value < 0xA0 ? nil : character(Character(value)))
    case .invalid:
      reset(with: .char("\u{FFFD}"))
      take(byte)
    }
  }

  private mutating func takeAfterEscape(_ byte: UInt8, twice: Bool) {
    alt = twice
    switch byte {
    case UInt8(ascii: "["): state = .csi
    case UInt8(ascii: "O"): state = .ss3
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
      state = .string(introducer: byte, count: 0)
    case UInt8(ascii: "\\") where !twice:
      // The end mark of a string that was thrown away, far more often than Alt with a backslash.
      reset()
    default:
      if twice { keys.append(.escape) }
      alt = true
      takeGround(byte)
    }
  }

  private mutating func takeSS3(_ byte: UInt8) {
    if (0x30...0x3B).contains(byte), parameters.count < Self.parametersMax { return parameters.append(byte) }
    guard byte < 0x80 else { return giveUp(byte) }
    let key = KeySequences.ss3(final: byte, parameters: parameters, alt: alt)
    reset(with: key)
  }

  private mutating func takeCSI(_ byte: UInt8) {
    guard byte < 0x80 else { return giveUp(byte) }
    if parameters.isEmpty {
      switch byte {
      case UInt8(ascii: "["):
        state = .linuxFunction
        return
      case UInt8(ascii: "M"):
        state = .oldMouse(left: 3)
        return
      default: break
      }
    }
    // rxvt ends a key held with Shift in `$`, which the standard has as a byte before the final one.
    let digits = parameters.allSatisfy { (0x30...0x39).contains($0) }
    let ends = byte >= 0x40 || (byte == UInt8(ascii: "$") && digits && !parameters.isEmpty)
    guard ends else {
      if parameters.count < Self.parametersMax { parameters.append(byte) }
      return
    }
    let sequence = CSISequence(parameters: parameters, final: byte)
    let full = parameters.count >= Self.parametersMax
    let withAlt = alt
    reset()
    if full { return }
    if sequence.startsPaste {
      paste = PasteCollector()
      state = .paste
    } else if let key = KeySequences.csi(sequence, alt: withAlt) {
      keys.append(key)
    }
  }

  /// A byte that can't belong to the sequence: the sequence is dropped and the byte counts.
  private mutating func giveUp(_ byte: UInt8) {
    reset()
    take(byte)
  }

  // MARK: Pastes

  private mutating func takePasted(_ byte: UInt8) {
    guard paste.take(byte) else { return }
    keys += paste.finish(stalled: false)
    reset()
  }

  private mutating func takeStalled(_ byte: UInt8) {
    switch stalled.take(byte) {
    case .nothing: break
    case .halt(let key): keys.append(key)
    case .end: reset()
    }
  }
}
