import Glibc

/// A folder of its own with some files in it, gone with this object.
final class TemporaryFiles: Sendable {
  struct Failure: Error {
    let call: String
  }

  let path: String
  private let names: [String]

  init(_ files: [String: String]) throws {
    var template = Array("/tmp/terminal-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    names = Array(files.keys)
    for (name, text) in files {
      guard let file = fopen("\(path)/\(name)", "w") else { throw Failure(call: "fopen") }
      _ = Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      fclose(file)
    }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
