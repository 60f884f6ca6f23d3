/// A string as JSON writes it, the only place where one is.
public enum JSONString {
  /// Appends `value` in quotes.
  ///
  /// What could drive a terminal, or hide in a line, goes out escaped: JSON is shown to people as well as
  /// sent. A reader gets back the same text. Everything else stays readable.
  public static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Nearly everything, and cheaper to know than a category.
      case " "..."~": text.unicodeScalars.append(scalar)
      default:
        if isVisible(scalar) { text.unicodeScalars.append(scalar) } else { escape(scalar, to: &text) }
      }
    }
    text += "\""
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }

  /// Two escapes for what is beyond sixteen bits.
  private static func escape(_ scalar: Unicode.Scalar, to text: inout String) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
