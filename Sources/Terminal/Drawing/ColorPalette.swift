internal import CNcurses

/// A theme in curses' terms: attributes and colour pairs, made when a role is first drawn.
struct ColorPalette {
  /// How many colours there are to choose from, which decides the precision used.
  private let colors: Int
  private let hasDefaults: Bool
  private let pairsMax: Int
  private let theme: Theme
  private var resolved: [Role: (attributes: attr_t, pair: Int32)] = [:]
  private var pairs: [UInt64: Int32] = [:]

  /// Call after `start_color`.
  init(theme: Theme, color: Bool, hasDefaults: Bool) {
    let available = color && has_colors() ? Int(cn_colors()) : 0
    colors = available >= 8 ? available : 0
    self.hasDefaults = hasDefaults
    pairsMax = Int(cn_color_pairs())
    self.theme = colors > 0 ? theme : theme.withoutColor()
  }

  mutating func curses(_ style: Style) -> (attributes: attr_t, pair: Int32) {
    let base = look(of: style.role)
    return (base.attributes | Self.bits(style.attributes), base.pair)
  }

  private mutating func look(of role: Role) -> (attributes: attr_t, pair: Int32) {
    if let known = resolved[role] { return known }
    let look = theme[role]
    var attributes = Self.bits(look.attributes)
    // Eight colours: the bright ones are the others in bold. Bright black would be black on black on some
    // terminals, so it is the terminal's own colour, faint.
    var foreground = look.foreground
    if colors == 8, foreground.basic == 8 {
      foreground = .terminal
      attributes |= CN_A_DIM
    } else if (8..<16).contains(colors), let basic = foreground.basic, basic >= 8 {
      attributes |= CN_A_BOLD
    }
    let result = (attributes, pair(number(foreground, or: 7), number(look.background, or: 0)))
    resolved[role] = result
    return result
  }

  private static func bits(_ attributes: Attributes) -> attr_t {
    var bits: attr_t = 0
    if attributes.contains(.bold) { bits |= CN_A_BOLD }
    if attributes.contains(.dim) { bits |= CN_A_DIM }
    if attributes.contains(.underline) { bits |= CN_A_UNDERLINE }
    if attributes.contains(.reverse) { bits |= CN_A_REVERSE }
    if attributes.contains(.italic) { bits |= CN_A_ITALIC }
    return bits
  }

  /// The best number that the terminal has for a colour.
  private func number(_ color: ThemeColor, or absent: Int32) -> Int32 {
    guard let basic = color.basic else { return hasDefaults ? -1 : absent }
    if colors > 256, let rgb = color.rgb { return Int32(rgb) }
    if colors >= 256, let indexed = color.indexed { return Int32(indexed) }
    return Int32(colors < 16 ? basic % 8 : basic)
  }

  private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
    if colors == 0 || (foreground == -1 && background == -1) { return 0 }
    let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
    if let known = pairs[key] { return known }
    // A theme has fewer looks than the poorest colour terminal has pairs (64); beyond, plain.
    guard pairs.count + 1 < pairsMax else { return 0 }
    let pair = Int32(pairs.count + 1)
    init_extended_pair(pair, foreground, background)
    pairs[key] = pair
    return pair
  }
}
