import Foundation
import SlicingCore
import Testing

@testable import tranche

/// The settings file: what is read, and what is refused with its line.
@Suite(.sideBySide) struct SettingsTests {
  private func read(_ text: String) throws -> EffectiveSettings {
    try SettingsReader.read(text, path: "config.toml")
  }

  private func refusal(_ text: String) -> SettingsError? {
    do {
      _ = try SettingsReader.read(text, path: "config.toml")
      return nil
    } catch {
      return error
    }
  }

  @Test func theDefaultsAreThoseOfTheDesk() throws {
    #expect(try read("").values == Settings())
    #expect(Settings().limits == RiskLimits())
  }

  @Test func everySettingCanBeWrittenAndReadBack() throws {
    let text = SettingsTable.all.map { "\($0.key) = \($0.show(Settings()))" }.joined(separator: "\n")
    let effective = try read(text)
    #expect(effective.values == Settings())
    for (index, setting) in SettingsTable.all.enumerated() {
      #expect(effective.origin(of: setting.key) == .file(line: index + 1), "\(setting.key)")
    }
  }

  @Test func valuesArriveWhereTheyBelong() throws {
    let effective = try read(
      """
      desk = "eq1"
      bell = "off"
      [limits.order_notional]
      warn = "off"
      block = 5_000_000
      [limits]
      quote_age = { warn = "3s", block = "10s" }
      [breaker]
      quiet_period = "10m"
      """)
    #expect(effective.values.desk == "eq1")
    #expect(effective.values.bell == .off)
    #expect(effective.values.limits.orderNotional.warn == nil)
    #expect(effective.values.limits.orderNotional.block == Notional(dollars: 5_000_000))
    #expect(effective.values.limits.quoteAge.block == .seconds(10))
    #expect(effective.values.limits.quietPeriod == .seconds(600))
    #expect(effective.origin(of: "limits.quote_age.warn") == .file(line: 7))
    #expect(effective.origin(of: "theme") == .builtIn)
  }

  @Test func quotesMayBeOlderWhereTheWorldRunsFaster() throws {
    let limits = Settings().limits(atSpeed: 60)
    #expect(limits.quoteAge.warn == .seconds(120))
    #expect(limits.quoteAge.block == .seconds(300))
    #expect(limits.orderNotional == RiskLimits().orderNotional)
  }

  @Test func anUnknownKeyIsRefusedWithItsLine() {
    #expect(refusal("desk = \"a\"\n\nlimit = 3") == .unknownKey(path: "config.toml", line: 3, key: "limit"))
    #expect(
      refusal("[limits]\norder_notinal = { warn = 1 }")
        == .unknownKey(path: "config.toml", line: 2, key: "limits.order_notinal"))
    #expect(
      refusal("[limits.order_notional]\nwarm = 1")
        == .unknownKey(path: "config.toml", line: 2, key: "limits.order_notional.warm"))
  }

  @Test(arguments: [
    "desk = 3", "desk = \"a b\"", "bell = \"loud\"", "clock = \"yes\"", "limits = 3",
    "breaker.quiet_period = 5",
    "limits.order_notional.warn = 1.5", "limits.order_notional.warn = -1", "limits.quote_age.warn = \"5\"",
    "limits.orders_per_minute.block = 0",
  ])
  func aWrongValueIsRefusedWithWhatWasExpected(text: String) {
    guard case .wrongValue(_, let line, _, _, let expected)? = refusal(text) else {
      Issue.record("\(text): \(String(describing: refusal(text)))")
      return
    }
    #expect(line == 1)
    #expect(!expected.isEmpty)
  }

  @Test func aWarningAboveTheBlockIsRefused() {
    #expect(
      refusal("\n[limits.quote_age]\nwarn = \"6s\"")
        == .levelsCrossed(path: "config.toml", line: 2, limit: "limits.quote_age"))
  }

  @Test func textThatIsNoTOMLIsRefusedWithItsLine() {
    guard case .syntax(_, let line, _)? = refusal("desk = \"a\"\ntheme = ") else {
      Issue.record("not refused as syntax")
      return
    }
    #expect(line == 2)
  }

  @Test func theFileMustBelongToItsOwnerAlone() throws {
    let scratch = try Scratch()
    let open = try scratch.file("open.toml", "desk = \"a\"", mode: 0o644)
    let outcome = try Program.run(["settings", "--config", open])
    #expect(outcome.status == 77)
    #expect(outcome.errors.contains("chmod 600 '\(open)'"))
    #expect(try Program.run(["settings", "--config", "\(scratch.path)/none.toml"]).status == 64)
    let closed = try scratch.file("closed.toml", "desk = \"eq1\"")
    let good = try Program.run(["settings", "--config", closed, "--theme", "mono"])
    #expect(good.status == 0)
    #expect(good.output.contains("file, line 1") && good.output.contains("--theme"))
  }

  @Test(arguments: [
    ("redis://u:pa/ss@h", "redis://…@h"), ("redis://:abc+/=@h:1/0", "redis://…@h:1/0"),
    ("redis://u:p@ss@h", "redis://…@h"), ("REDIS://u:p://q@h", "redis://…@h"), ("u:p://q@h", "…@h"),
    ("10.0.0.5:6379", "10.0.0.5:6379"), ("unix:/run/redis", "unix:/run/redis"),
  ])
  func aServersLoginIsNeverShown(address: String, shown: String) throws {
    #expect(SettingForm.server.show(address) == "\"\(shown)\"")
    let scratch = try Scratch()
    let file = try scratch.file("login.toml", "[firm]\nredis = \"\(address)\"\n")
    for options in [[], ["--json"]] {
      let outcome = try Program.run(["settings", "--config", file] + options)
      #expect(outcome.status == 0 && outcome.output.contains(shown), "\(outcome)")
      #expect(shown == address || !(outcome.output + outcome.errors).contains(address), "\(outcome)")
    }
  }

  @Test(arguments: [
    "Symbol,Shares\r\nAAPL,52000000\r\nMSFT,7\r\n", "# of May\r\n\r\nAAPL,52000000 # busy\r\nMSFT,7",
    "AAPL,52000000\nMSFT,7\n",
  ])
  func volumesAreReadWhateverEndsTheirLines(text: String) throws {
    let volumes = try AverageVolumes.read(text, path: "volumes.csv")
    #expect(
      volumes == [try #require(Symbol("AAPL")): Shares(52_000_000), try #require(Symbol("MSFT")): Shares(7)])
  }

  @Test func aLineOfVolumesThatIsNoneIsNamedByItsNumber() throws {
    let text = "# of May\r\nAAPL,52000000\r\n\r\nMSFT\r\n"
    #expect {
      _ = try AverageVolumes.read(text, path: "v.csv")
    } throws: {
      ($0 as? CommandFailure)?.message.hasPrefix("v.csv, line 4:") == true
    }
  }

  @Test func aDeskOnThePaperBrokerSharesTheFirmsSwitchOnlyWhereTheSettingsSaySo() throws {
    let usual = try read("[firm]\nredis = \"10.0.0.5:6379\"").values
    #expect(!FirmLink.isShared(usual, isPaper: true) && FirmLink.isShared(usual, isPaper: false))
    let rehearsing = try read("[firm]\nredis = \"10.0.0.5:6379\"\npaper = true").values
    #expect(FirmLink.isShared(rehearsing, isPaper: true))
    #expect(!FirmLink.isShared(Settings(), isPaper: false))
  }

  @Test func theManualPageIsFresh() throws {
    let page = try String(contentsOfFile: Manual.path("settings.md"), encoding: .utf8)
    #expect(page == SettingsDocument.text(), "run: tranche settings --document > docs/settings.md")
  }

  @Test func theExampleOfTheManualPageIsGood() throws {
    let text = SettingsDocument.text()
    let start = try #require(text.range(of: "```toml\n"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    #expect(try read(String(text[start.upperBound..<end.lowerBound])).values.desk == "eq1")
  }
}

/// The manual's folder.
enum Manual {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/\(name)")
      .path
  }
}
