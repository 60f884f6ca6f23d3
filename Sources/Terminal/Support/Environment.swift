internal import Glibc

/// The process's environment as a value, so that what depends on it can be tested.
public enum Environment {
  /// All variables of this process.
  public static var current: [String: String] {
    var variables: [String: String] = [:]
    // safe because: the program never changes its environment, so no other thread writes this array.
    guard var entry = allEntries() else { return variables }
    while let pair = entry.pointee {
      let text = String(cString: pair)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }

  private static func allEntries() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? { environ }
}
