/// Why the settings cannot be used. Nothing starts with settings that were not understood: a limit with a
/// slip in its name would be no limit.
enum SettingsError: Error, Hashable, Sendable {
  case file(PrivateFileError)
  case syntax(path: String, line: Int, problem: String)
  case unknownKey(path: String, line: Int?, key: String)
  case wrongValue(path: String, line: Int?, key: String, found: String, expected: String)
  /// A warning level above the level that blocks would never be seen.
  case levelsCrossed(path: String, line: Int?, limit: String)

  /// Permissions are a matter of their own.
  var status: ExitStatus {
    if case .file(let error) = self, error.isAboutPermission { return .notPermitted }
    return .usage
  }

  /// One line, with the line of the file and the way out.
  var words: String {
    switch self {
    case .file(.missing(let path)): "there is no settings file \(path)"
    case .file(let error): error.words
    case .syntax(let path, let line, let problem): "\(path):\(line): not valid TOML: \(problem)"
    case .unknownKey(let path, let line, let key):
      "\(place(path, line)): unknown key '\(key)'; tranche settings lists all"
    case .wrongValue(let path, let line, let key, let found, let expected):
      "\(place(path, line)): '\(key)' is \(found) and should be \(expected)"
    case .levelsCrossed(let path, let line, let limit):
      "\(place(path, line)): '\(limit)' warns above the level that blocks"
    }
  }

  private func place(_ path: String, _ line: Int?) -> String { line.map { "\(path):\($0)" } ?? path }
}
