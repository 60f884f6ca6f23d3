/// What the sequences of xterm, tmux, the Linux console, rxvt and the VT terminals mean.
///
/// One table for all of them and not the one that terminfo gives for `TERM`: over ssh and inside tmux the
/// name is wrong often enough, and where two terminals use one sequence they mean the same key.
enum KeySequences {
  /// A control character as a key. 0x0B is Ctrl-K, one of the two halt keys.
  static func control(_ byte: UInt8) -> Key {
    if let editing = editing(byte) { return editing }
    switch byte {
    case 0x00: return .ctrl(" ")
    case 0x01...0x1A: return .ctrl(Character(Unicode.Scalar(byte + 0x60)))
    default: return .ctrl(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  /// The control characters that have a key of their own.
  static func editing(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x0A, 0x0D: .enter
    case 0x09: .tab
    case 0x7F, 0x08: .backspace
    default: nil
    }
  }

  static func csi(_ sequence: CSISequence, alt: Bool) -> Key? {
    if sequence.prefix == UInt8(ascii: "<") { return mouse(sequence) }
    guard sequence.prefix == nil, !sequence.isRelease else { return nil }
    var held = sequence.modifiers(at: 1)
    if alt { held.insert(.alt) }
    switch sequence.final {
    case UInt8(ascii: "~"):
      if sequence.number(0) == 27 { return coded(sequence.number(2), held) }
      return numbered(sequence.number(0)).map { with(held, $0) }
    case UInt8(ascii: "^"): return numbered(sequence.number(0)).map { with(held.union(.control), $0) }
    case UInt8(ascii: "$"): return numbered(sequence.number(0)).map { with(held.union(.shift), $0) }
    case UInt8(ascii: "@"):
      return numbered(sequence.number(0)).map { with(held.union([.control, .shift]), $0) }
    case UInt8(ascii: "u"): return coded(sequence.number(0), held)
    case UInt8(ascii: "Z"): return .backTab
    case UInt8(ascii: "I"): return .focusGained
    case UInt8(ascii: "O"): return .focusLost
    case 0x61...0x64: return letter(sequence.final - 0x20).map { with(held.union(.shift), $0) }
    default: return letter(sequence.final).map { with(held, $0) }
    }
  }

  static func ss3(final: UInt8, parameters: [UInt8], alt: Bool) -> Key? {
    let sequence = CSISequence(parameters: parameters, final: final)
    var held = sequence.modifiers(at: sequence.numbers.count - 1)
    if alt { held.insert(.alt) }
    if let key = letter(final) { return with(held, key) }
    switch final {
    case 0x61...0x64: return letter(final - 0x20).map { with(held.union(.control), $0) }
    case UInt8(ascii: "M"): return .enter
    case UInt8(ascii: "I"): return .tab
    case UInt8(ascii: "X"): return .char("=")
    // The keypad in application mode: `j` is `*`, `p` to `y` are the digits.
    case 0x6A...0x79: return .char(Character(Unicode.Scalar(final - 0x40)))
    default: return nil
    }
  }

  private static func with(_ held: KeyModifiers, _ key: Key) -> Key {
    // Whoever reaches for F12 in a hurry may hold anything with it.
    if held.isEmpty || key == .function(12) { return key }
    if key == .tab, held == .shift { return .backTab }
    return .modified(key, held)
  }

  /// Cursor keys, Home, End and F1 to F4 by their letter.
  private static func letter(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "H"): .home
    case 0x50...0x53: .function(Int(final) - 0x4F)
    default: nil
    }
  }

  /// The keys that have a number. The gaps in the function keys are those of the VT220's keyboard.
  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// A key given as its code point, as newer terminals do for keys with modifiers.
  private static func coded(_ code: Int, _ held: KeyModifiers) -> Key? {
    switch code {
    case 9: return with(held, .tab)
    case 10, 13: return with(held, .enter)
    case 27: return with(held, .escape)
    case 8, 127: return with(held, .backspace)
    default: break
    }
    // Codes of the private use area are keys that have no character.
    guard code >= 0x20, !(0xE000...0xF8FF).contains(code), let scalar = Unicode.Scalar(UInt32(code)) else {
      return nil
    }
    let character = Character(scalar)
    if held.contains(.control) { return .ctrl(character.lowercased().first ?? character) }
    return held.contains(.alt) ? .alt(character) : .char(character)
  }

  /// SGR mouse reports: button, column and row from 1, `M` for down and `m` for up.
  private static func mouse(_ sequence: CSISequence) -> Key? {
    let isPress = sequence.final == UInt8(ascii: "M")
    guard sequence.numbers.count == 3, isPress || sequence.final == UInt8(ascii: "m") else { return nil }
    let code = sequence.number(0)
    let action: MouseEvent.Action =
      switch code {
      case _ where code & 64 != 0: code & 1 == 0 ? .wheelUp : .wheelDown
      case _ where code & 32 != 0: .drag
      default: isPress ? .press : .release
      }
    var held: KeyModifiers = []
    if code & 4 != 0 { held.insert(.shift) }
    if code & 8 != 0 { held.insert(.alt) }
    if code & 16 != 0 { held.insert(.control) }
    let place = CellPosition(x: max(0, sequence.number(1) - 1), y: max(0, sequence.number(2) - 1))
    return .mouse(MouseEvent(action: action, button: code & 3, position: place, modifiers: held))
  }
}
