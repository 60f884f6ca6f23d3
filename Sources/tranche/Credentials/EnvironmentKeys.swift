internal import Glibc

/// The broker's keys and the firm's password, where they came in the environment.
///
/// `take` is the program's first act, whatever the command: `/proc/PID/environ` and `ps e` show the very
/// memory the variables came in, so that memory is overwritten, and nothing that is started later inherits
/// them. What was found lies on a page of its own, which a forked child gets empty and a core file leaves
/// out; it becomes a string only for whoever asks for a broker that needs keys.
enum EnvironmentKeys {
  static let keyVariable = "APCA_API_KEY_ID"
  static let secretVariable = "APCA_API_SECRET_KEY"
  /// The password of the server with the firm's switch.
  static let firmVariable = "TRANCHE_FIRM_PASSWORD"

  /// Takes the variables out of the environment. Call once, before a thread, a child or a signal handler
  /// exists.
  static func take() {
    key = Hidden.taking(keyVariable)
    secret = Hidden.taking(secretVariable)
    firm = Hidden.taking(firmVariable)
  }

  /// The pair that was found; nil where neither variable was set.
  static func pair() throws(KeyError) -> KeyPair? {
    switch (key, secret) {
    case (nil, nil): return nil
    case (nil, _): throw .onlyOne(given: secretVariable, missing: keyVariable)
    case (_, nil): throw .onlyOne(given: keyVariable, missing: secretVariable)
    case (let key?, let secret?):
      return try KeyPair(
        keyID: key.text, at: keyVariable, secret: secret.text, at: secretVariable)
    }
  }

  /// The firm's password; nil where it was not set.
  static var firmPassword: String? { firm?.text }

  // safe because: all are written by `take` alone, while the process has one thread.
  private nonisolated(unsafe) static var key: Hidden?
  private nonisolated(unsafe) static var secret: Hidden?
  private nonisolated(unsafe) static var firm: Hidden?
}

/// Bytes on a page that belongs to this process alone.
private struct Hidden {
  private let bytes: UnsafeRawBufferPointer

  /// The value as text; what is no UTF-8 becomes characters that no key may have.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Moves a variable's value here; nil where it was not set. Of a name that stands there twice the first
  /// counts, as for `getenv`, and all are wiped.
  static func taking(_ variable: String) -> Hidden? {
    var found: Hidden?
    // Behind the name and its equals sign. `getenv` finds one entry; `unsetenv` removes all.
    while let value = getenv(variable) {
      let count = strlen(value)
      if found == nil { found = Hidden(copying: value, count) }
      memset(value, 0, count)
      removeFirst(variable)
    }
    return found
  }

  private init(copying value: UnsafePointer<CChar>, _ count: Int) {
    let page = mmap(
      nil, max(count, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let page, page != MAP_FAILED else { preconditionFailure("no page for a key: errno \(errno)") }
    // A kernel without one of the two still keeps the rest of the promise.
    _ = madvise(page, max(count, 1), Hidden.wipeOnFork)
    _ = madvise(page, max(count, 1), Hidden.leaveOutOfDumps)
    memcpy(page, value, count)
    bytes = UnsafeRawBufferPointer(start: page, count: count)
  }

  /// `MADV_WIPEONFORK` and `MADV_DONTDUMP`.
  private static let (wipeOnFork, leaveOutOfDumps): (Int32, Int32) = (18, 16)

  /// Takes the first entry of that name out of the table. `unsetenv` would take all of them, unwiped.
  private static func removeFirst(_ variable: String) {
    let name = (variable + "=").utf8CString
    // safe because: the process has one thread, so nobody else reads or writes this table.
    var entry = environ
    let isOther = { (pair: UnsafePointer<CChar>) in
      // safe because: a name is never empty.
      name.withUnsafeBufferPointer { strncmp(pair, $0.baseAddress!, $0.count - 1) != 0 }
    }
    while let pair = entry.pointee, isOther(pair) { entry += 1 }
    while entry.pointee != nil {
      entry.pointee = (entry + 1).pointee
      entry += 1
    }
  }
}
