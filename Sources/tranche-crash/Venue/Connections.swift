internal import Foundation

/// The machine's TCP connections, as the kernel lists them.
enum Connections {
  /// Whether anybody is connected to a port of this machine, or the server has not closed its end yet.
  static func areOpen(port: Int) throws -> Bool {
    let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    return areOpen(port: port, in: table)
  }

  /// Lines are `sl local_address rem_address st …`, addresses and states in hexadecimal.
  static func areOpen(port: Int, in table: String) -> Bool {
    let suffix = ":" + String(repeating: "0", count: max(0, 4 - hex(port).count)) + hex(port)
    return table.split(separator: "\n").dropFirst().contains { line in
      let fields = line.split(separator: " ")
      return fields.count > 3 && fields[1].hasSuffix(suffix) && !closed.contains(String(fields[3]))
    }
  }

  /// TIME_WAIT, CLOSE and LISTEN: nothing more is read there.
  private static let closed: Set = ["06", "07", "0A"]

  private static func hex(_ number: Int) -> String { String(number, radix: 16, uppercase: true) }
}
