internal import ArgumentParser
internal import DeskModel

/// `tranche settings`: what is in force, and where each value came from.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Shows the settings in force, and where each value came from.")

  @OptionGroup var options: SettingsOptions

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: ArgumentHelp("Print the manual page of the settings.", visibility: .hidden))
  var document = false

  func run() throws {
    if document { return StandardOutput.write(SettingsDocument.text()) }
    let settings = try options.load()
    StandardOutput.say(json ? rows(settings).pretty : table(settings))
  }

  private func table(_ settings: EffectiveSettings) -> String {
    let rows = SettingsTable.all.map { setting in
      [setting.key, setting.show(settings.values), settings.origin(of: setting.key).words]
    }
    let file =
      settings.file ?? "none; \(SettingsFile.usualPath([:]) ?? "~/.config/tranche/config.toml") would be read"
    return "settings file: \(file)\n\n" + TextTable(["setting", "value", "from"], rows).text
  }

  private func rows(_ settings: EffectiveSettings) -> JSON {
    .array(
      SettingsTable.all.map { setting in
        .object([
          .init("key", .string(setting.key)),
          .init("value", .string(setting.show(settings.values))),
          .init("origin", .string(settings.origin(of: setting.key).words)),
        ])
      })
  }
}
