/// How a record lies in the file: `CRC-32 in 8 hex digits`, a space, `length of the text in bytes`, a space,
/// the text, a line feed. The checksum covers length and text.
///
/// The length is there to tell the two ways a file can end badly apart: a line that is shorter than it says
/// was cut off while it was written, and nobody was told of it; one that is longer was damaged.
enum LedgerFrame {
  static func line(_ text: String) -> String {
    let body = "\(text.utf8.count) \(text)"
    return "\(checksum(ArraySlice(body.utf8))) \(body)\n"
  }

  private static func checksum(_ body: ArraySlice<UInt8>) -> String {
    Hex.text(UInt64(CRC32.checksum(body)), digits: 8)
  }

  enum Problem: String, Error {
    case noFrame = "no checksum and length"
    case length = "its length is not what it says"
    case checksum = "its checksum does not match"
    case encoding = "not UTF-8"
  }

  /// The text of a line, given without its line feed.
  static func text(_ line: ArraySlice<UInt8>) throws(Problem) -> String {
    let (crc, body, text) = try parts(line)
    guard body.count - (text.startIndex - body.startIndex) == length(body, text) else { throw .length }
    // Compared as text: upper-case digits would mean the same number, and nobody wrote them.
    guard checksum(body) == crc else { throw .checksum }
    guard let string = String(validating: text, as: UTF8.self) else { throw .encoding }
    return string
  }

  /// Whether `tail`, the end of a file without a line feed, is the beginning of a line rather than a damaged
  /// one.
  static func isTorn(_ tail: ArraySlice<UInt8>) -> Bool {
    guard let (_, body, text) = try? parts(tail), let length = length(body, text) else {
      // Too short to have a frame; a longest frame is 8 digits, a space, at most 10 digits, a space.
      return tail.count < 20
    }
    return text.count <= length
  }

  private static func parts(
    _ line: ArraySlice<UInt8>
  ) throws(Problem) -> (crc: String, body: ArraySlice<UInt8>, text: ArraySlice<UInt8>) {
    guard line.count > 10, line[line.startIndex + 8] == UInt8(ascii: " ") else { throw .noFrame }
    let crc = String(decoding: line.prefix(8), as: UTF8.self)
    let body = line.dropFirst(9)
    guard let space = body.firstIndex(of: UInt8(ascii: " ")) else { throw .noFrame }
    return (crc, body, body[(space + 1)...])
  }

  private static func length(_ body: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: body[..<(text.startIndex - 1)], as: UTF8.self))
  }
}
