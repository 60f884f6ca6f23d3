#if FIRM_GUARDS
  /// Words another program wrote, in a form that hurts nothing further on: one line of bounded length.
  enum ForeignText {
    static let longest = 200

    static func line(_ text: String) -> String {
      var scalars = String.UnicodeScalarView()
      for scalar in text.unicodeScalars.prefix(longest) {
        scalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
      }
      return String(scalars) + (text.unicodeScalars.dropFirst(longest).isEmpty ? "" : "…")
    }

    /// Neither a control character nor one that reorders or hides what stands beside it.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
  }
#endif
