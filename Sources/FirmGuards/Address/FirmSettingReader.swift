#if FIRM_GUARDS
  /// Takes the text of the setting apart.
  struct FirmSettingReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// The address, the user and the password.
    mutating func read() throws(FirmSettingError) -> (FirmAddress, user: String?, password: String?) {
      guard !rest.isEmpty else { throw .empty }
      if take(prefix: "unix:") { return (FirmAddress(.unix(path: try path())), nil, nil) }
      if rest.hasPrefix("rediss://") { throw .encrypted }
      if !take(prefix: "redis://"), rest.contains("://") { throw .scheme }
      let (user, password) = try login()
      let host = try host()
      let port = try port()
      return (FirmAddress(.tcp(host: host, port: port), database: try database()), user, password)
    }

    private mutating func take(prefix: String) -> Bool {
      guard rest.hasPrefix(prefix) else { return false }
      rest.removeFirst(prefix.count)
      return true
    }

    /// `unix:/run/redis.sock` and `unix:///run/redis.sock` are the same file.
    private mutating func path() throws(FirmSettingError) -> String {
      while rest.hasPrefix("//") { rest.removeFirst() }
      // The kernel's limit, with the byte that ends the text.
      guard rest.hasPrefix("/"), rest.utf8.count < 108, !rest.utf8.contains(0) else { throw .path }
      return String(rest)
    }

    /// Up to the last `@`: a password may hold one, a host may not.
    private mutating func login() throws(FirmSettingError) -> (user: String?, password: String?) {
      guard let at = rest.lastIndex(of: "@") else { return (nil, nil) }
      let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      rest = rest[rest.index(after: at)...]
      let user = try decoded(parts[0])
      let password = parts.count == 2 ? try decoded(parts[1]) : nil
      return (user.isEmpty ? nil : user, password.flatMap { $0.isEmpty ? nil : $0 })
    }

    private mutating func host() throws(FirmSettingError) -> String {
      if take(prefix: "[") {
        guard let end = rest.firstIndex(of: "]") else { throw .host }
        let host = rest[..<end]
        rest = rest[rest.index(after: end)...]
        guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
          throw .host
        }
        return String(host)
      }
      let host = rest.prefix { $0 != ":" && $0 != "/" }
      rest = rest[host.endIndex...]
      let isName = host.utf8.allSatisfy { byte in
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          || Character(UnicodeScalar(byte)).isASCII && Character(UnicodeScalar(byte)).isLetter
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      guard !host.isEmpty, host.utf8.count <= 253, isName else { throw .host }
      return String(host)
    }

    private mutating func port() throws(FirmSettingError) -> Int {
      guard take(prefix: ":") else { return FirmAddress.defaultPort }
      let digits = rest.prefix { $0 != "/" }
      rest = rest[digits.endIndex...]
      guard let port = number(digits), (1...65_535).contains(port) else { throw .port }
      return port
    }

    private mutating func database() throws(FirmSettingError) -> Int {
      guard take(prefix: "/"), !rest.isEmpty else {
        guard rest.isEmpty else { throw .host }
        return 0
      }
      guard let database = number(rest), database < 1_000_000 else { throw .database }
      return database
    }

    private func number(_ digits: Substring) -> Int? {
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return Int(digits)
    }

    private func decoded(_ text: Substring) throws(FirmSettingError) -> String {
      var bytes: [UInt8] = []
      var left = Array(text.utf8)[...]
      while let byte = left.popFirst() {
        guard byte == UInt8(ascii: "%") else {
          bytes.append(byte)
          continue
        }
        let digits = left.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .escape }
        left = left.dropFirst(2)
        bytes.append(value)
      }
      guard let plain = String(validating: bytes, as: UTF8.self) else { throw .escape }
      return plain
    }
  }
#endif
