public import SlicingCore

/// Who has the state folder: what the lock file says of the process that holds it.
///
/// The lock itself is the kernel's (`flock`), so it ends with its holder however that dies; this text only
/// names the holder. Each part is nil where the file does not say: a holder writes its name just after it
/// took the lock.
public struct Holder: Hashable, Sendable {
  /// The process.
  public let pid: Int32?
  /// Its user's login name.
  public let user: String?
  /// The terminal it was started from; nil for one without, such as a service.
  public let tty: String?
  /// When it took the lock, by the wall.
  public let since: Instant?
  /// The machine it runs on: a folder may be shared, and a number means nothing elsewhere.
  public let host: String?
  /// What was started, without its arguments, which may hold an order.
  public let command: String?

  /// Memberwise.
  public init(
    pid: Int32?, user: String?, tty: String?, since: Instant?, host: String? = nil, command: String? = nil
  ) {
    self.pid = pid
    self.user = user
    self.tty = tty
    self.since = since
    self.host = host
    self.command = command
  }

  /// Reads what `fileText` writes; whatever is missing or unreadable stays nil.
  public init(fileText: String) {
    var fields: [Substring: Substring] = [:]
    for line in fileText.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { fields[parts[0]] = parts[1] }
    }
    self.init(
      pid: fields["pid"].flatMap { Int32($0) }, user: fields["user"].map { String($0) },
      tty: fields["tty"].map { String($0) }, since: fields["since"].flatMap { Instant(rfc3339: $0) },
      host: fields["host"].map { String($0) }, command: fields["command"].map { String($0) })
  }

  /// One `name=value` a line.
  var fileText: String {
    var text = ""
    if let pid { text += "pid=\(pid)\n" }
    if let user { text += "user=\(user)\n" }
    if let tty { text += "tty=\(tty)\n" }
    if let since { text += "since=\(since)\n" }
    if let host { text += "host=\(host)\n" }
    if let command { text += "command=\(command)\n" }
    return text
  }
}
