internal import ArgumentParser

/// Where the settings come from, and the flags that stand above the file.
struct SettingsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Settings file.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Colours of the console: a name, or the path of a file.", valueName: "name"))
  var theme: String?

  /// The settings in force.
  func load() throws(CommandFailure) -> EffectiveSettings {
    do throws(SettingsError) {
      var settings = try SettingsFile.load(config)
      if let theme {
        settings.values.theme = theme
        settings.note("theme", from: .flag("--theme"))
      }
      return settings
    } catch {
      throw CommandFailure(error.status, error.words)
    }
  }
}
