internal import Glibc
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
    } catch .missing where named == nil {
      return EffectiveSettings()
    }
  }

  /// `$XDG_CONFIG_HOME/tranche/config.toml`; nil for a user without a home.
  static func usualPath(_ environment: [String: String]) -> String? {
    Folders.configuration(environment).map { "\($0)/tranche/config.toml" }
  }

  /// Owner and mode are asked of the open file: asked of the path, they could change in between.
  private static func text(of path: String) throws(SettingsError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path, code: errno)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .unreadable(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard status.st_uid == geteuid() else { throw .foreignOwner(path: path, owner: status.st_uid) }
    guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: status.st_mode) }
    return try content(of: file, path: path)
  }

  private static func content(of file: Int32, path: String) throws(SettingsError) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count <= bytesMax {
      let count = read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    throw .tooLarge(path: path, limit: bytesMax)
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
