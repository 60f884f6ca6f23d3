#if FIRM_GUARDS
  import Foundation
  import Testing

  /// A server of the test's own, and the settings of whoever shares it.
  final class Firm {
    let options: [String]
    /// The same without a word about paper desks.
    let unshared: [String]
    private let port: Int
    private let scratch: Scratch
    private var server: Running?

    init() throws {
      scratch = try Scratch()
      // Another program may take a port between the question for it and the server's start.
      var (server, port) = try Firm.startedAnywhere()
      for _ in 0..<10 where !server.isRunning { (server, port) = try Firm.startedAnywhere() }
      (self.server, self.port) = (server, port)
      options = [
        "--config", try scratch.file("config.toml", "[firm]\nredis = \"127.0.0.1:\(port)\"\npaper = true\n"),
      ]
      unshared = [
        "--config", try scratch.file("unshared.toml", "[firm]\nredis = \"127.0.0.1:\(port)\"\n"),
      ]
      try waitsForServer()
    }

    func start() throws {
      server = try Firm.started(port)
      try waitsForServer()
    }

    /// It is empty then, which is no leave to trade.
    private func waitsForServer() throws {
      #expect(try eventually { try Program.run(["firm", "status"] + options).status == 77 })
    }

    /// Returns when it is gone.
    func stop() throws {
      try server?.killAndWait()
      server = nil
    }

    /// Returns when it takes connections, or has ended.
    private static func started(_ port: Int) throws -> Running {
      let server = try Running(
        "/usr/bin/env",
        [
          "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        ])
      _ = eventually { server.output.contains("Ready to accept connections") || !server.isRunning }
      return server
    }

    private static func startedAnywhere() throws -> (Running, Int) {
      let port = try freePort()
      return (try started(port), port)
    }

    func initialise() throws { #expect(try Program.run(["firm", "init"] + options).status == 0) }

    /// A server has 200 ms to answer, which a busy machine does not always leave it: asked again.
    func says(_ status: Int32, _ words: String) throws {
      var answer = try Program.run(["firm", "status"] + options)
      let isSaid = try eventually(30) {
        if answer.status == status, (answer.output + answer.errors).contains(words) { return true }
        answer = try Program.run(["firm", "status"] + options)
        return false
      }
      #expect(isSaid, "\(answer)")
    }

    private static func freePort() throws -> Int {
      let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
      let text = try Program.tool("python3", ["-c", script])
      return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
  }

  /// A desk that shares the firm's switch, with an order at work.
  final class Desk {
    let scratch: Scratch
    let records: Records
    let run: Running
    let options: [String]

    init(_ firm: Firm) throws {
      scratch = try Scratch()
      records = Records(state: scratch.state)
      options = ["--state", scratch.state]
      run = try Program.start(
        ["run", Orders.steady] + options + firm.options)
    }

    func halt(_ options: [String]) throws -> Program.Outcome { try Program.kill(options + self.options) }

    func resume() throws -> Program.Outcome {
      try Program.run(["resume", "1", "--owed", "spread", "--accept-warnings"] + options)
    }

    /// As the console does, over the control socket.
    func explain(_ reason: String) throws {
      let script = """
        import os, socket, sys
        os.chdir(sys.argv[1])
        s = socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect("control.sock")
        s.sendall(b'{"command":"explain","reason":"%s"}\\n' % sys.argv[2].encode())
        print(s.recv(65536).decode())
        """
      let answer = try Program.tool("python3", ["-c", script, scratch.state, reason])
      #expect(answer.contains("reason recorded"), "\(answer)")
    }

    func end() throws {
      run.send(SIGTERM)
      _ = try run.wait()
    }
  }
#endif
