internal import ArgumentParser

/// Where the settings come from.
struct SettingsFileOption: ParsableArguments {
  @Option(help: ArgumentHelp("Settings file.", valueName: "file"))
  var config: String?

  /// The settings in the file.
  func load() throws(CommandFailure) -> EffectiveSettings {
    do throws(SettingsError) {
      return try SettingsFile.load(config)
    } catch {
      throw CommandFailure(error.status, error.words)
    }
  }
}

/// Where the settings come from, and the flags that stand above the file.
struct SettingsOptions: ParsableArguments {
  @OptionGroup var file: SettingsFileOption

  @Option(help: ArgumentHelp("Colours of the console: a name, or the path of a file.", valueName: "name"))
  var theme: String?

  /// The settings in force.
  func load() throws(CommandFailure) -> EffectiveSettings {
    var settings = try file.load()
    if let theme {
      settings.values.theme = theme
      settings.note("theme", from: .flag("--theme"))
    }
    return settings
  }
}
