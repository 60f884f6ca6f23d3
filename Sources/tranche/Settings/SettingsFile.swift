internal import Terminal

/// Where the settings file is, and whether it may be believed.
enum SettingsFile {
  static let bytesMax = 65_536

  /// Reads the file that was named, or the one in its usual place, where it may be missing.
  static func load(_ named: String?, environment: [String: String] = Environment.current)
    throws(SettingsError) -> EffectiveSettings
  {
    guard let path = named ?? usualPath(environment) else { return EffectiveSettings() }
    do throws(SettingsError) {
      return try SettingsReader.read(try text(of: path), path: path)
    } catch .file(.missing) where named == nil {
      return EffectiveSettings()
    }
  }

  /// `$XDG_CONFIG_HOME/tranche/config.toml`; nil for a user without a home.
  static func usualPath(_ environment: [String: String]) -> String? {
    Folders.configuration(environment).map { "\($0)/tranche/config.toml" }
  }

  private static func text(of path: String) throws(SettingsError) -> String {
    do throws(PrivateFileError) {
      return try PrivateFile.text(of: path, bytesMax: bytesMax, mayBeLink: true)
    } catch {
      throw .file(error)
    }
  }
}

/// The user's folders, after the XDG base directory specification: a relative path in a variable does not
/// count.
enum Folders {
  static func configuration(_ environment: [String: String]) -> String? {
    folder("XDG_CONFIG_HOME", below: ".config", environment)
  }

  static func state(_ environment: [String: String]) -> String? {
    folder("XDG_STATE_HOME", below: ".local/state", environment)
  }

  private static func folder(_ variable: String, below home: String, _ environment: [String: String])
    -> String?
  {
    if let named = environment[variable], named.hasPrefix("/") { return named }
    guard let base = environment["HOME"], base.hasPrefix("/") else { return nil }
    return "\(base)/\(home)"
  }
}
