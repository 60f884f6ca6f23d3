import Foundation

/// A folder of a test's own, gone with it.
final class Scratch: Sendable {
  let path: String

  /// - Parameter isFiled: whether a case that fails shows its databases.
  init(isFiled: Bool = true) throws {
    let base = FileManager.default.temporaryDirectory.path
    path = "\(base)/tranche-test-\(UUID().uuidString.prefix(8))"
    // As a state folder has to be, for a settings file in it as well.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    if isFiled { Evidence.file("databases in \(path)") { [self] in databases() } }
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("\(path) stays behind: \(error)")
    }
  }

  /// The last events of every desk in it, with its orders, and the end of its log.
  private func databases() -> String {
    let names = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix("tranche.sqlite") }.map { name in
      let state = "\(path)/\((name as NSString).deletingLastPathComponent)"
      let log = Evidence.tail("\(state)/tranche.log", lines: 12)
      return "\(name):\n\(Records(state: state).summary)\nits log:\n\(log)"
    }.joined(separator: "\n")
  }

  /// The state folder of this test's desk.
  var state: String { "\(path)/state" }

  /// Writes a file that only its owner may read.
  func file(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// Limits without those that depend on the clock and the market. A machine that stalls for two seconds
  /// makes a quote old enough for a warning, and the paper market is elsewhere on another day: a limit
  /// price that is to stay unfilled has to be far from it.
  static let calmLimits = """
    [limits]
    quote_age = { warn = "off", block = "off" }
    price_collar_bp = { warn = "off", block = "off" }
    arrival_collar_bp = { warn = "off", block = "off" }

    """

  /// The variables of a program that is to find nothing of the machine's user: folders of its own, and the
  /// calm limits in the usual place.
  func environment() throws -> [String: String] {
    let folder = "\(path)/config/tranche"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    _ = try file("config/tranche/config.toml", Self.calmLimits)
    return ["XDG_CONFIG_HOME": "\(path)/config", "XDG_STATE_HOME": "\(path)/state-home"]
  }
}
