import Foundation
import Terminal
import Testing

@testable import Console

/// Compares a screen with the file that holds it. With `TRANCHE_RECORD=1` it writes the file instead; read
/// what it wrote before committing it.
enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static func check(_ screen: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let file = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["TRANCHE_RECORD"] == "1" {
      try (screen + "\n").write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let wanted = try String(contentsOf: file, encoding: .utf8)
    if wanted != screen + "\n" {
      Issue.record("\(name) differs:\n\(diff(wanted, screen + "\n"))", sourceLocation: sourceLocation)
    }
  }

  private static func diff(_ wanted: String, _ found: String) -> String {
    let left = wanted.split(separator: "\n", omittingEmptySubsequences: false)
    let right = found.split(separator: "\n", omittingEmptySubsequences: false)
    return (0..<max(left.count, right.count)).compactMap { row in
      let (old, new) = (
        left.indices.contains(row) ? left[row] : "", right.indices.contains(row) ? right[row] : ""
      )
      return old == new ? nil : "\(row)\n- \(old)\n+ \(new)"
    }.joined(separator: "\n")
  }

  /// A screen as a terminal without colours shows it: runs of bold, dim, underlined and reversed cells are
  /// marked `⟨b:…⟩`. What cannot be told from the marks and words here is told by colour alone.
  static func mono(_ buffer: CellBuffer) -> String {
    let theme = Theme.default.withoutColor()
    return (0..<buffer.height).map { y in row(y, of: buffer, theme) }.joined(separator: "\n")
  }

  private static func row(_ y: Int, of buffer: CellBuffer, _ theme: Theme) -> String {
    var line = ""
    var run: Attributes = []
    for x in 0..<buffer.width {
      guard let cell = buffer[x, y] else { continue }
      let attributes = theme[cell.style.role].attributes.union(cell.style.attributes)
      if attributes != run {
        if !run.isEmpty { line += "⟩" }
        run = attributes
        if !run.isEmpty { line += "⟨\(letters(run)):" }
      }
      line.unicodeScalars.append(cell.scalar)
    }
    if !run.isEmpty { line += "⟩" }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func letters(_ attributes: Attributes) -> String {
    let names: [(Attributes, String)] = [
      (.bold, "b"), (.dim, "d"), (.underline, "u"), (.reverse, "r"), (.italic, "i"),
    ]
    return names.filter { attributes.contains($0.0) }.map(\.1).joined()
  }
}
