import Foundation

/// The project's own files, as text.
struct SourceTree {
  struct File {
    /// From the top of the project.
    let path: String
    let lines: [String]
    /// `SlicingCore` for `Sources/SlicingCore/Desk/Desk.swift`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  }

  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: top.appending(path: path), encoding: .utf8)
  }

  static func swiftFiles(under folder: String) throws -> [File] {
    let root = top.appending(path: folder)
    guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: root.path])
    }
    var files: [File] = []
    for case let url as URL in walk where url.pathExtension == "swift" {
      let path = String(url.path.dropFirst(top.path.count + (top.path.hasSuffix("/") ? 0 : 1)))
      let text = try String(contentsOf: url, encoding: .utf8)
      files.append(File(path: path, lines: text.components(separatedBy: "\n")))
    }
    return files.sorted { $0.path < $1.path }
  }
}
