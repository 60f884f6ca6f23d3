internal import SlicingCore

/// A scalar as the settings file has it.
enum SettingScalar: Hashable, Sendable {
  case text(String)
  case number(Int)
  case flag(Bool)
  /// A kind that no setting takes: its name.
  case other(String)

  /// How it is quoted back to whoever wrote it.
  var words: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .number(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .other(let kind): kind
    }
  }

  /// What it is, without what it says.
  var kind: String {
    switch self {
    case .text: "another text"
    case .number: "a number"
    case .flag: "true or false"
    case .other(let kind): kind
    }
  }
}

/// How values of one kind are written: what is accepted, how it is shown, and what to say when it is neither.
struct SettingForm<Value: Sendable>: Sendable {
  /// What stands after "should be".
  let expected: String
  /// Whether a wrong value is quoted back. Not where a key may have been written by mistake.
  var isQuoted = true
  let parse: @Sendable (SettingScalar) -> Value?
  /// As it would stand in the file.
  let show: @Sendable (Value) -> String

  /// The same, or `"off"`.
  func orOff() -> SettingForm<Value?> {
    SettingForm<Value?>(
      expected: expected + ", or \"off\"",
      parse: { $0 == .text("off") ? .some(nil) : parse($0).map { .some($0) } },
      show: { $0.map(show) ?? "\"off\"" })
  }
}

extension SettingForm where Value == Notional {
  static let dollars = SettingForm(
    expected: "whole dollars, like 1_000_000",
    parse: { scalar in
      guard case .number(let number) = scalar, number > 0 else { return nil }
      return Notional(dollars: number)
    },
    show: { grouped(Int($0.nanodollars / 1_000_000_000)) })
}

extension SettingForm where Value == Shares {
  static let shares = SettingForm(
    expected: "whole shares, like 100_000",
    parse: { scalar in
      guard case .number(let number) = scalar, number > 0 else { return nil }
      return Shares(number)
    },
    show: { grouped($0.count) })
}

extension SettingForm where Value == Int {
  /// A count of something.
  static func count(_ range: ClosedRange<Int>, of noun: String) -> SettingForm {
    SettingForm(
      expected: "a number of \(noun) from \(range.lowerBound) to \(range.upperBound)",
      parse: { scalar in
        guard case .number(let number) = scalar, range.contains(number) else { return nil }
        return number
      },
      show: { "\($0)" })
  }
}

extension SettingForm where Value == TimeSpan {
  static let duration = SettingForm(
    expected: "a duration, like \"5s\" or \"5m\"",
    parse: { scalar in
      guard case .text(let text) = scalar, let span = TimeSpan(entered: text), span > .zero,
        span <= .seconds(86_400)
      else { return nil }
      return span
    },
    show: { "\"\($0)\"" })
}

extension SettingForm where Value == Bool {
  static let flag = SettingForm(
    expected: "true or false",
    parse: { scalar in
      guard case .flag(let flag) = scalar else { return nil }
      return flag
    },
    show: { "\($0)" })
}

extension SettingForm where Value == String {
  /// Text that passes `isValid`.
  static func text(_ expected: String, isValid: @escaping @Sendable (String) -> Bool) -> SettingForm {
    SettingForm(
      expected: expected,
      parse: { scalar in
        guard case .text(let text) = scalar, isValid(text) else { return nil }
        return text
      },
      show: { "\"\($0)\"" })
  }
}

extension SettingForm where Value == String {
  /// An absolute path, or nothing for `usual`.
  static func path(usual: String) -> SettingForm {
    var form = text("an absolute path, or \"\" for \(usual)", isValid: { $0.isEmpty || $0.hasPrefix("/") })
    form.isQuoted = false
    return form
  }
}

extension SettingForm where Value == String {
  /// The address of a server, which may have a password in it: never shown.
  static var server: SettingForm {
    var form = text("redis://HOST:PORT, unix:/PATH, or \"\" for none", isValid: { _ in true })
    form.isQuoted = false
    return SettingForm(
      expected: form.expected, isQuoted: false, parse: form.parse,
      show: { "\"\(withoutLogin($0))\"" })
  }

  /// Everything between the scheme and the last `@` is login: a password may hold any character, also one
  /// that looks like the end of it. Before a scheme that is none of ours nothing is kept either.
  private static func withoutLogin(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    let scheme = ["redis://", "rediss://"].first { address.lowercased().hasPrefix($0) } ?? ""
    return "\(scheme)…\(address[at...])"
  }
}

extension SettingForm where Value == AlpacaSettings.Deduplication {
  static let deduplication = SettingForm(
    expected: "\"forever\", \"never\" or a duration, like \"10s\"",
    parse: { scalar in
      switch scalar {
      case .text("forever"): .forever
      case .text("never"): .never
      default: SettingForm<TimeSpan>.duration.parse(scalar).map(AlpacaSettings.Deduplication.window)
      }
    },
    show: { value in
      switch value {
      case .forever: "\"forever\""
      case .never: "\"never\""
      case .window(let span): SettingForm<TimeSpan>.duration.show(span)
      }
    })
}

extension SettingForm where Value: RawRepresentable<String> & CaseIterable {
  static func choice() -> SettingForm {
    SettingForm(
      expected: Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "),
      parse: { scalar in
        guard case .text(let text) = scalar else { return nil }
        return Value(rawValue: text)
      },
      show: { "\"\($0.rawValue)\"" })
  }
}

/// `1_000_000`: how TOML groups digits.
private func grouped(_ value: Int) -> String { Shares(value).description.replacing(",", with: "_") }
