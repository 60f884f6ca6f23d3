/// Which characters may reach the screen, and what stands for the others.
///
/// It is a list of what is allowed. A list of what is forbidden would have to know every wide, invisible
/// and right-to-left character of each Unicode version, and every terminal's own table differs from it.
/// Right-to-left letters are left out on purpose: they reorder the figures next to them in terminals that
/// follow the bidirectional algorithm.
enum SafeScalars {
  /// What to do with one scalar of a text from outside.
  enum Verdict: Equatable {
    /// It is one column wide and does nothing but appear.
    case keep
    /// It is a control character: shown as these two to four characters, as `cat -v` does.
    case show([Unicode.Scalar])
    /// It is invisible, or joins the character before it: left out.
    case drop
    /// Anything else: a question mark.
    case replace
  }

  static func verdict(_ scalar: Unicode.Scalar) -> Verdict {
    let value = scalar.value
    if (0x20...0x7E).contains(value) { return .keep }
    if let shown = caret(value) { return .show(shown) }
    if isInvisible(value) { return .drop }
    if isNarrow(value) { return .keep }
    return isCombining(scalar) ? .drop : .replace
  }

  /// `^A` for C0, `^?` for DEL, `M-^A` for C1.
  private static func caret(_ value: UInt32) -> [Unicode.Scalar]? {
    switch value {
    case 0..<0x20: ["^", letter(value)]
    case 0x7F: ["^", "?"]
    case 0x80..<0xA0: ["M", "-", "^", letter(value - 0x80)]
    default: nil
    }
  }

  private static func letter(_ value: UInt32) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(truncatingIfNeeded: value + 0x40))
  }

  /// Zero-width characters, bidirectional controls, line separators, variation selectors, tags.
  private static func isInvisible(_ value: UInt32) -> Bool {
    switch value {
    case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0: true
    case 0x180B...0x180F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0xFE00...0xFE0F, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
    default: false
    }
  }

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format: true
    default: false
    }
  }

  /// Blocks whose characters take one column in every terminal tried.
  ///
  /// Emoji and symbols with an emoji presentation (U+231A, U+23E9, U+25FD, …) are missing on purpose.
  private static func isNarrow(_ value: UInt32) -> Bool {
    switch value {
    case 0xA1...0x2FF, 0x370...0x377, 0x37A...0x37F, 0x384...0x482, 0x48A...0x52F: true
    case 0x1E00...0x1EFF, 0x2010...0x2027, 0x2030...0x205E, 0x2070...0x209C, 0x20A0...0x20C0: true
    case 0x2100...0x218B, 0x2190...0x22FF, 0x2300...0x2319, 0x231C...0x2328: true
    case 0x2500...0x25FC, 0x25FF, 0x2713, 0x2717, 0x27E8...0x27EB, 0x2800...0x28FF, 0xFFFD: true
    default: false
    }
  }
}
