/// A colour in up to three precisions; the terminal's capability decides which one is used.
///
/// The sixteen colours come first and are never missing: they are what the trader has adjusted in the
/// terminal, and the only ones that a console at the machine itself has.
public struct ThemeColor: Hashable, Sendable {
  /// One of the sixteen colours, 0 to 15, or nil for the terminal's own.
  public var basic: Int?
  /// A colour of the 256.
  public var indexed: Int?
  /// Red, green and blue, as 0xRRGGBB.
  public var rgb: Int?

  /// A colour with its refinements.
  public init(basic: Int?, indexed: Int? = nil, rgb: Int? = nil) {
    self.basic = basic
    self.indexed = indexed
    self.rgb = rgb
  }

  /// The terminal's own foreground or background.
  public static let terminal = ThemeColor(basic: nil)

  /// The names of the sixteen colours in theme files, in their order, and one for the terminal's own.
  static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright-black", "bright-red", "bright-green", "bright-yellow",
    "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
  ]

  /// The colour of that name, if it is one of the sixteen or `terminal`.
  init?(name: String) {
    if name == "terminal" {
      self = .terminal
    } else if let number = Self.names.firstIndex(of: name) {
      self.init(basic: number)
    } else {
      return nil
    }
  }
}

/// How a role looks.
public struct Look: Hashable, Sendable {
  /// The colour of the letters.
  public var foreground: ThemeColor
  /// The colour behind them.
  public var background: ThemeColor
  /// Bold and the like.
  public var attributes: Attributes

  /// A look; the terminal's own colours unless said otherwise.
  public init(
    foreground: ThemeColor = .terminal, background: ThemeColor = .terminal, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}
