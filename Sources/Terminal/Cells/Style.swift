/// What the view adds to a role's look for one piece of text. The theme's own attributes come on top.
public struct Attributes: OptionSet, Hashable, Sendable {
  /// One bit for each attribute.
  public let rawValue: UInt8

  /// A set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier or brighter letters.
  public static let bold = Attributes(rawValue: 1)
  /// Fainter letters.
  public static let dim = Attributes(rawValue: 2)
  /// A line under the letters.
  public static let underline = Attributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 8)
  /// Slanted letters, where the terminal has them.
  public static let italic = Attributes(rawValue: 16)
}

/// How a cell should look, said in meaning: two bytes, compared for each cell of each frame.
public struct Style: Hashable, Sendable {
  /// The meaning that the theme turns into colours.
  public var role: Role
  /// What this text adds to the role's look.
  public var attributes: Attributes

  /// A style with a meaning and, if wanted, more attributes.
  public init(_ role: Role = .text, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  /// Ordinary text.
  public static let text = Style(.text)

  /// The same meaning with more attributes.
  public func adding(_ more: Attributes) -> Style { Style(role, attributes.union(more)) }
}

extension Role {
  /// The style that has this meaning and nothing more.
  public var style: Style { Style(self) }

  /// The style that has this meaning and the given attributes.
  public func with(_ attributes: Attributes) -> Style { Style(self, attributes) }
}
