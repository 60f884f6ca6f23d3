import Testing

@testable import Terminal

@Suite struct ThemeTests {
  static let shipped = ["default", "light", "okabe", "mono", "nord", "gruvbox"]

  /// The folder of the repository, seen from this file.
  static var folder: String {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/themes"
  }

  @Test(arguments: shipped)
  func shippedThemesAreWithoutFault(name: String) {
    let (theme, notices) = Theme.load(name, searchPath: [Self.folder])
    #expect(notices.isEmpty)
    #expect(theme.name == name)
    #expect(name == "default" || theme != .default)
  }

  @Test func everyShippedThemeIsTested() {
    #expect(Set(Theme.available(searchPath: [Self.folder])) == Set(Self.shipped))
    #expect(Theme.available(searchPath: ["/nonexistent"]) == ["default"])
  }

  @Test func builtInThemeEqualsItsFile() throws {
    var parser = ThemeParser(text: try SmallFile.read(Self.folder + "/default.toml"), source: "default")
    let parsed = parser.parse()
    let document = try #require(parsed)
    #expect(document.palette == ThemeDocument.builtIn.palette)
    #expect(Set(document.looks.keys) == Set(Role.allCases))
    #expect(Theme(name: "default", document: document, notices: nil) == .default)
  }

  /// A state must be told apart without colour, and a file of looks must not lose one by accident.
  @Test(arguments: shipped)
  func haltAndTripStandOutWithoutColour(name: String) {
    let theme = Theme.load(name, searchPath: [Self.folder]).theme.withoutColor()
    for role in [Role.headerHalted, .guardTrip, .selection] {
      #expect(theme[role].attributes.contains(.reverse), "\(role)")
    }
    for role in Role.allCases {
      #expect(theme[role].foreground == .terminal && theme[role].background == .terminal)
    }
  }

  @Test func monoHasNoColour() {
    let theme = Theme.load("mono", searchPath: [Self.folder]).theme
    #expect(
      Role.allCases.allSatisfy { theme[$0].foreground == .terminal && theme[$0].background == .terminal })
  }

  @Test func aChangedPaletteReachesInheritedLooks() {
    let okabe = Theme.load("okabe", searchPath: [Self.folder]).theme
    #expect(okabe[.sideBuy].foreground == ThemeColor(basic: 12, indexed: 32, rgb: 0x0072B2))
    #expect(okabe[.sideBuy].attributes == .bold)
  }

  // MARK: Files with faults

  @Test func unknownKeyHasItsLine() throws {
    let files = try TemporaryFiles([
      "mine.toml": """
      # comment about side.byu
      inherits = "default"
      "side.buy" = "blue"
      "side.byu" = "red"
      "alert" = { fg = "red", blink = true }

      [palette]
      good = { ansi = "green", hue = 3 }
      """
    ])
    let (theme, notices) = Theme.load("mine", searchPath: [files.path])
    #expect(theme[.sideBuy].foreground == ThemeColor(basic: 4))
    #expect(theme[.alert].foreground == ThemeColor(basic: 1))
    let found = Set(notices.map { "\($0.line ?? 0) \($0.problem)" })
    #expect(
      found == [
        "4 unknownKey(\"side.byu\")", "5 unknownKey(\"alert.blink\")", "8 unknownKey(\"good.hue\")",
      ])
    #expect(notices.allSatisfy { !$0.usesDefault })
    let message = try #require(notices.first { $0.line == 4 }).message.string
    #expect(message.hasSuffix("mine.toml:4: unknown key 'side.byu'"))
  }

  @Test(arguments: [
    (#""alert" = "purpel""#, "1 unknownColor(\"purpel\")"),
    (
      #""alert" = 3"#, "1 badValue(key: \"alert\", expected: \"a colour or { fg = …, bg = …, bold = true }\")"
    ),
    ("\n\"alert\" = { bold = \"yes\" }", "2 badValue(key: \"alert.bold\", expected: \"true or false\")"),
    (#""alert" = { fg = 3 }"#, "1 badValue(key: \"alert\", expected: \"the name of a colour\")"),
    ("palette = 3", "1 badValue(key: \"palette\", expected: \"a table\")"),
    ("[palette]\nred2 = { rgb = \"#ff0000\" }", "2 badValue"),
    ("[palette]\nx = { ansi = \"red\", index = 256 }", "2 badValue(key: \"x.index\""),
    ("[palette]\nx = { ansi = \"red\", rgb = \"ff00000\" }", "2 badValue(key: \"x.rgb\""),
    ("[palette]\nx = { ansi = \"rd\" }", "2 unknownColor(\"rd\")"),
    ("inherits = 4", "1 badValue(key: \"inherits\""),
    ("side.buy = \"red\"", "1 unknownKey(\"side\")"),
  ])
  func badValuesAreNamedAndTheRestCounts(text: String, expected: String) throws {
    let files = try TemporaryFiles(["mine.toml": "\"key\" = \"red\"\n\(text)"])
    let (theme, notices) = Theme.load("mine", searchPath: [files.path])
    #expect(theme[.keyHint].foreground == ThemeColor(basic: 1))
    let shifted = notices.map { "\(($0.line ?? 0) - 1) \($0.problem)" }
    #expect(shifted.count == 1 && shifted[0].hasPrefix(expected), "\(shifted)")
  }

  @Test func aBrokenFileGivesTheDefaultThemeAndItsLine() throws {
    let files = try TemporaryFiles(["mine.toml": "\"text\" = {}\n\"alert\" = { fg = \n", "empty.toml": ""])
    let (theme, notices) = Theme.load("mine", searchPath: [files.path])
    #expect(theme == .default)
    #expect(notices.count == 1 && notices[0].usesDefault)
    #expect(notices[0].line == 2)
    #expect(Theme.load("empty", searchPath: [files.path]).notices.isEmpty)
  }

  @Test func hostileFilesGiveTheDefaultTheme() throws {
    let files = try TemporaryFiles([
      "huge.toml": String(repeating: "#", count: SmallFile.bytesMax + 1), "nul.toml": "\0\u{1B}[2J",
      "deep.toml": "x = " + String(repeating: "[", count: 5_000),
    ])
    for name in ["huge", "nul", "deep"] {
      let (theme, notices) = Theme.load(name, searchPath: [files.path])
      #expect(theme == .default)
      #expect(notices.count == 1 && notices[0].usesDefault)
      #expect(notices.allSatisfy { !$0.message.string.contains("\u{1B}") })
    }
    // A folder and a missing file.
    #expect(Theme.load(files.path + "/", searchPath: []).notices.count == 1)
    let missing = Theme.load("/nonexistent/x.toml", searchPath: [])
    #expect(missing.theme == .default && missing.notices.map(\.problem) == [.notFound])
    #expect(Theme.load("nope", searchPath: [files.path]).notices.map(\.problem) == [.notFound])
  }

  @Test func inheritanceInACircleIsFound() throws {
    let files = try TemporaryFiles([
      "a.toml": "inherits = \"b\"", "b.toml": "inherits = \"a\"", "self.toml": "inherits = \"self\"",
      "orphan.toml": "inherits = \"gone\"",
    ])
    let (theme, notices) = Theme.load("a", searchPath: [files.path])
    #expect(theme == .default)
    #expect(notices.map(\.problem) == [.cycle(["a", "b", "a"])])
    #expect(
      Theme.load("self", searchPath: [files.path]).notices.map(\.problem) == [.cycle(["self", "self"])])
    #expect(Theme.load("orphan", searchPath: [files.path]).notices.map(\.problem) == [.notFound])
  }

  @Test func theFirstFolderWinsAndAPathIsItself() throws {
    let first = try TemporaryFiles(["mine.toml": "\"alert\" = \"red\""])
    let second = try TemporaryFiles(["mine.toml": "\"alert\" = \"blue\""])
    let theme = Theme.load("mine", searchPath: [first.path, second.path]).theme
    #expect(theme[.alert].foreground == ThemeColor(basic: 1))
    let named = Theme.load(second.path + "/mine.toml", searchPath: [first.path]).theme
    #expect(named[.alert].foreground == ThemeColor(basic: 4))
    #expect(named.name == "mine")
  }

  @Test func foldersAreInTheirOrder() throws {
    let own = Theme.searchPath(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"])
    #expect(own.first == "/c/tranche/themes")
    #expect(own.dropFirst().first?.hasSuffix("/../share/tranche/themes") == true)
    #expect(
      Theme.searchPath(environment: ["XDG_CONFIG_HOME": "rel", "HOME": "/h"]).first
        == "/h/.config/tranche/themes")
    #expect(Theme.searchPath(environment: [:]).count == 2)
  }

  /// The build's own copy is found without the library's bundle accessor, which may end the process.
  @Test func theBundleIsFoundBesideTheProgram() {
    let beside = Theme.searchPath(environment: [:])
    #expect(Theme.load("okabe", searchPath: beside).notices.isEmpty)
  }

  @Test func noColorIsRespected() {
    var options = TerminalSession.Options()
    for (value, allowed) in [(nil, true), ("", true), ("1", false), ("0", false)] as [(String?, Bool)] {
      options.environment = value.map { ["NO_COLOR": $0] } ?? [:]
      #expect(options.allowsColor == allowed)
    }
  }
}
