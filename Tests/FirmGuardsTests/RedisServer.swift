#if FIRM_GUARDS
  import Foundation
  import Testing

  @testable import FirmGuards

  /// A real server of this test's own, on loopback, which keeps nothing.
  final class RedisServer {
    let port: Int
    private var process: Process?
    private let options: [String]

    /// `options` as on the server's command line.
    init(_ options: [String] = []) throws {
      port = try RedisServer.freePort()
      self.options = options
      try start()
    }

    deinit { kill() }

    var configuration: FirmConfiguration { get throws { try configuration("127.0.0.1:\(port)") } }

    /// Time for an answer however busy the machine is.
    func configuration(_ setting: String) throws -> FirmConfiguration {
      var configuration = try impatientConfiguration(setting)
      configuration.answerLimit = Milliseconds(60_000)
      return configuration
    }

    /// With the limits of a real desk, for a server that does not answer, and for what is measured.
    func impatientConfiguration(_ setting: String) throws -> FirmConfiguration {
      try FirmConfiguration(setting: setting, isPrivate: true)
    }

    var impatientConfiguration: FirmConfiguration {
      get throws { try impatientConfiguration("127.0.0.1:\(port)") }
    }

    /// Again on the same port.
    func start() throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/redis-server")
      process.arguments =
        ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        + ["--dir", FileManager.default.temporaryDirectory.path] + options
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      self.process = process
      try waitUntil("redis-server answers") {
        guard let link = try? RedisConnection.open(try configuration) else { return false }
        return (try? link.exchange([["PING"]])) != nil
      }
    }

    func kill() {
      guard let process else { return }
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      self.process = nil
    }

    /// It neither answers nor closes anything, as a machine that hangs.
    func freeze() { signal(SIGSTOP) }
    func thaw() { signal(SIGCONT) }

    var processIdentifier: Int32 { process?.processIdentifier ?? 0 }

    private func signal(_ number: Int32) {
      guard let process else { return }
      Glibc.kill(process.processIdentifier, number)
    }

    // MARK: As another program of the firm sees it

    @discardableResult func ask(_ words: String...) throws -> RedisReply { try ask(words) }

    @discardableResult func ask(_ words: [String]) throws -> RedisReply {
      try RedisConnection.open(try configuration).exchange([words])[0]
    }

    func text(_ words: String...) throws -> String { try #require(try ask(words).text) }

    /// A field of a record, as the server's own JSON library reads it.
    func field(_ name: String, of key: FirmKey) throws -> String {
      let script = "local v = cjson.decode(redis.call('GET', KEYS[1]))[ARGV[1]]; return tostring(v)"
      return try text("EVAL", script, "1", key.rawValue, name)
    }

    private static func freePort() throws -> Int {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(socket) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
        }
      }
      try #require(isBound)
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  /// Asks every few milliseconds; fails after a minute and a half, which is for machines that are very busy.
  func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
    let giveUp = ContinuousClock.now + .seconds(90)
    repeat {
      if try isSo() { return }
      usleep(5000)
    } while ContinuousClock.now < giveUp
    Issue.record("not within a minute and a half: \(what)")
    throw CancellationError()
  }
#endif
