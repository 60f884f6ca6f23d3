/// A theme before its colour names are resolved.
///
/// Names are kept until the last moment, so that a theme that inherits can change the palette alone and
/// every look of its parent follows.
struct ThemeDocument: Equatable {
  /// A look as the file says it.
  struct LookSpec: Equatable {
    var foreground: String?
    var background: String?
    var attributes: Attributes = []
    /// Where it was said, for notices.
    var source = "built-in"
    var line: Int?
  }

  var inherits: String?
  var palette: [String: ThemeColor] = [:]
  var looks: [Role: LookSpec] = [:]

  /// This document with another one's entries over it.
  func overlaid(by child: ThemeDocument) -> ThemeDocument {
    ThemeDocument(
      inherits: nil,
      palette: palette.merging(child.palette) { _, new in new },
      looks: looks.merging(child.looks) { _, new in new })
  }

  /// What the console looks like when no file is found, and below every theme that inherits nothing: a key
  /// that a theme forgot is then readable rather than absent.
  static let builtIn = ThemeDocument(
    palette: [
      "faint": ThemeColor(basic: 8, indexed: 245, rgb: 0x8A8A8A),
      "accent": ThemeColor(basic: 6, indexed: 37, rgb: 0x00AFAF),
      "good": ThemeColor(basic: 2, indexed: 71, rgb: 0x5FAF5F),
      "warn": ThemeColor(basic: 3, indexed: 178, rgb: 0xD7AF00),
      "bad": ThemeColor(basic: 1, indexed: 160, rgb: 0xD70000),
      "buy": ThemeColor(basic: 2, indexed: 71, rgb: 0x5FAF5F),
      "sell": ThemeColor(basic: 5, indexed: 170, rgb: 0xD75FD7),
    ],
    looks: [
      .text: LookSpec(),
      .textDim: LookSpec(foreground: "faint"),
      .textStrong: LookSpec(attributes: .bold),
      .header: LookSpec(attributes: .bold),
      .headerHalted: LookSpec(foreground: "bad", attributes: [.bold, .reverse]),
      .headerLive: LookSpec(foreground: "warn", attributes: [.bold, .reverse]),
      .border: LookSpec(foreground: "faint"),
      .borderFocus: LookSpec(foreground: "accent"),
      .selection: LookSpec(attributes: .reverse),
      .field: LookSpec(attributes: .underline),
      .fieldError: LookSpec(foreground: "bad"),
      .sideBuy: LookSpec(foreground: "buy", attributes: .bold),
      .sideSell: LookSpec(foreground: "sell", attributes: .bold),
      .guardOk: LookSpec(foreground: "good"),
      .guardWarn: LookSpec(foreground: "warn"),
      .guardTrip: LookSpec(foreground: "bad", attributes: [.bold, .reverse]),
      .stateDone: LookSpec(foreground: "good"),
      .stateWorking: LookSpec(foreground: "accent"),
      .stateUnknown: LookSpec(foreground: "warn", attributes: .bold),
      .progressDone: LookSpec(foreground: "good"),
      .progressRest: LookSpec(foreground: "faint"),
      .chartPlanned: LookSpec(foreground: "faint"),
      .chartFilled: LookSpec(foreground: "accent"),
      .alert: LookSpec(foreground: "warn", attributes: .bold),
      .keyHint: LookSpec(foreground: "accent", attributes: .bold),
    ])
}
