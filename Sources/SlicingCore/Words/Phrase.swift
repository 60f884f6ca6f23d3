/// What every sentence here is built from.
///
/// All words for people are made in this folder, so that screen, log and JSON say the same thing. A sentence
/// says what is wrong, what was expected and what to do; it is one line, whatever was typed or whatever a
/// venue sent.
enum Phrase {
  /// Text of foreign origin, a broker's reason say, as one line of bounded length.
  static func line(_ text: String, limit: Int = 200) -> String {
    var clean = String.UnicodeScalarView()
    var isCut = false
    for scalar in text.unicodeScalars {
      guard clean.count < limit else {
        isCut = true
        break
      }
      clean.append(isPrintable(scalar) ? scalar : "?")
    }
    return String(clean) + (isCut ? "…" : "")
  }

  /// What was typed, short enough to leave room for what is wrong with it.
  static func typed(_ text: String) -> String { text.isEmpty ? "an empty text" : line(text, limit: 24) }

  /// `1 slice`, `30 slices`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(Shares.grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// `400 shares`.
  static func shares(_ shares: Shares) -> String { count(shares.count, "share") }

  /// `14:33:02 ET`: the venue's clock, the only one a trader reads.
  static func clock(_ instant: Instant) -> String { "\(NewYork.clock(instant)) ET" }

  /// `16:00`, in New York.
  static func minute(_ instant: Instant) -> String { String(NewYork.clock(instant).prefix(5)) }

  /// `2026-11-23 09:30`, in New York.
  static func day(_ instant: Instant) -> String { "\(NewYork.date(of: instant)) \(minute(instant))" }

  /// A reason in brackets, or nothing where there is none.
  static func bracketed(_ reason: String) -> String { reason.isEmpty ? "" : " (\(line(reason)))" }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
