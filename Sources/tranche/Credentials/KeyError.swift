/// Why there are no keys. Each case names the place, and none what stands there.
enum KeyError: Error, Hashable, Sendable {
  /// One variable of the two.
  case onlyOne(given: String, missing: String)
  case empty(place: String)
  case badCharacters(place: String)
  /// Neither the environment nor the file, which is missing.
  case noFile(path: String)
  /// Neither the environment nor a home folder that could hold a file.
  case nowhere
  case file(PrivateFileError)
  case notTOML(path: String, line: Int?)
  /// Not even the name: it may be a key that lost its place.
  case unknownKey(path: String, line: Int?)
  case missing(path: String, name: String)
  case notText(path: String, name: String)

  /// Permissions are a matter of their own.
  var status: ExitStatus {
    if case .file(let error) = self { return error.isAboutPermission ? .notPermitted : .usage }
    return .usage
  }

  /// One line, with the way out.
  var words: String {
    switch self {
    case .onlyOne(let given, let missing): "\(given) is set and \(missing) is not: set both, or neither"
    case .empty(let place): "\(place) is empty"
    case .badCharacters(let place):
      "\(place) is no key: at most \(KeyPair.lengthMax) printable ASCII characters, without blanks"
    case .noFile(let path):
      "no keys: set \(EnvironmentKeys.keyVariable) and \(EnvironmentKeys.secretVariable), or write \(path)"
    case .nowhere:
      "no keys: set \(EnvironmentKeys.keyVariable) and \(EnvironmentKeys.secretVariable)"
    case .file(let error): error.words
    case .notTOML(let path, let line): "\(place(path, line)): not valid TOML"
    case .unknownKey(let path, let line): "\(place(path, line)): only 'key' and 'secret' belong there"
    case .missing(let path, let name): "\(path): '\(name)' is missing"
    case .notText(let path, let name): "\(path): '\(name)' should be text in quotes"
    }
  }

  private func place(_ path: String, _ line: Int?) -> String { line.map { "\(path):\($0)" } ?? path }
}

extension CommandFailure {
  init(_ error: KeyError) { self.init(error.status, error.words) }
}
