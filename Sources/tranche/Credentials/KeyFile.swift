internal import TOMLKit

/// A file of two lines, `key = "…"` and `secret = "…"`, that belongs to its owner alone.
///
/// The parser's own words are never passed on: they may quote what stands in the file.
enum KeyFile {
  static let bytesMax = 4_096

  static func read(_ path: String) throws(KeyError) -> KeyPair {
    let text: String
    do throws(PrivateFileError) {
      text = try PrivateFile.text(of: path, bytesMax: bytesMax, mayBeLink: false)
    } catch .missing {
      throw .noFile(path: path)
    } catch {
      throw .file(error)
    }
    let table = try table(text, path: path)
    let lines = TOMLLines(text)
    for key in table.keys.sorted() where key != "key" && key != "secret" {
      throw .unknownKey(path: path, line: lines.line(of: [key]))
    }
    return try KeyPair(
      keyID: try value("key", of: table, path), at: "'key' in \(path)",
      secret: try value("secret", of: table, path), at: "'secret' in \(path)")
  }

  private static func table(_ text: String, path: String) throws(KeyError) -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch {
      throw .notTOML(path: path, line: (error as? TOMLParseError)?.source.begin.line)
    }
  }

  private static func value(_ name: String, of table: TOMLTable, _ path: String) throws(KeyError) -> String {
    guard let value = table[name] else { throw .missing(path: path, name: name) }
    guard let text = value.string else { throw .notText(path: path, name: name) }
    return text
  }
}
