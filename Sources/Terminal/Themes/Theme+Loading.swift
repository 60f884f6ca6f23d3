internal import Glibc

extension Theme {
  /// Loads a theme by its name, looked for in the folders in their order, or by the path of a file.
  ///
  /// A theme that can't be used gives the default theme and a notice that says why; a key that means nothing
  /// gives a notice with its line, and the rest of the file counts.
  public static func load(
    _ nameOrPath: String, searchPath: [String] = Theme.searchPath()
  ) -> (theme: Theme, notices: [ThemeNotice]) {
    var loader = ThemeLoader(searchPath: searchPath)
    let theme = loader.load(nameOrPath)
    return (theme, loader.notices)
  }

  /// The folders where themes are looked for: the trader's own, those installed beside the program, those
  /// of the build.
  ///
  /// `Bundle.module` is not asked: it ends the process when the bundle is missing, as it is for every
  /// program that was copied out of its build folder. Its folder always lies beside the binary, so it is
  /// found without it.
  public static func searchPath(environment: [String: String] = Environment.current) -> [String] {
    var folders: [String] = []
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
      folders.append("\(config)/tranche/themes")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folders.append("\(home)/.config/tranche/themes")
    }
    if let beside = SmallFile.programFolder() {
      folders.append("\(beside)/../share/tranche/themes")
      folders.append("\(beside)/tranche_Terminal.resources/themes")
    }
    return folders
  }

  /// The names of all themes in the folders, `default` first: what the key for the next theme goes through.
  public static func available(searchPath: [String] = Theme.searchPath()) -> [String] {
    let files = searchPath.flatMap { SmallFile.names(in: $0) }.filter { $0.hasSuffix(".toml") }
    let names = Set(files.map { String($0.dropLast(5)) }).subtracting([Theme.default.name])
    return [Theme.default.name] + names.sorted()
  }
}
