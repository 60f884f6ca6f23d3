extension SafeText: ExpressibleByStringInterpolation {
  /// A literal of the program; it is checked like everything else.
  public init(stringLiteral value: String) { self.init(untrusted: value) }

  /// A literal with values in it, each of them sanitised on its own.
  public init(stringInterpolation: Interpolation) { self = stringInterpolation.text }

  /// Collects the parts of an interpolated literal.
  public struct Interpolation: StringInterpolationProtocol {
    var text = SafeText()

    /// An empty collection; the sizes are only a hint and are not needed.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// A part written in the source.
    public mutating func appendLiteral(_ literal: String) { text += SafeText(untrusted: literal) }

    /// A string from anywhere.
    public mutating func appendInterpolation(_ value: String) { text += SafeText(untrusted: value) }

    /// Text that is safe already.
    public mutating func appendInterpolation(_ value: SafeText) { text += value }

    /// Anything that can describe itself; the description is sanitised.
    public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
      text += SafeText(untrusted: value.description)
    }
  }
}

extension SafeText: CustomStringConvertible {
  /// The text as a string.
  public var description: String { string }
}
