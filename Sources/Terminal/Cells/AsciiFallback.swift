/// The ASCII look of each character that a cell may hold.
enum AsciiFallback {
  /// Every glyph of the Unicode set, and the punctuation that texts commonly hold.
  private static let table: [Unicode.Scalar: Unicode.Scalar] = {
    var table: [Unicode.Scalar: Unicode.Scalar] = [
      "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "█": "#", "▐": "#", "▌": "=", "░": ".",
      "┼": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+",
      "\u{2018}": "'", "\u{2019}": "'", "\u{201C}": "\"", "\u{201D}": "\"", "—": "-", "•": "*",
      "←": "<", "↑": "^", "↓": "v", "±": "~", "≤": "<", "≥": ">", "≠": "!", "é": "e", "è": "e", "ü": "u",
      "ö": "o", "ä": "a", "ß": "s", "ç": "c", "ñ": "n",
    ]
    for glyph in GlyphSet.Glyph.allCases {
      table[GlyphSet.unicode.scalar(glyph)] = GlyphSet.ascii.scalar(glyph)
    }
    return table
  }()

  static func scalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return scalar }
    if let known = table[scalar] { return known }
    switch scalar.value {
    case 0x2800: return " "
    case 0x2801...0x28FF: return "."
    case 0x2580...0x259F: return "#"
    case 0xA0: return " "
    default: return "?"
    }
  }
}
