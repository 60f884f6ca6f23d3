#if NETWORK
  import Foundation
  import Testing

  /// A key and a secret that look like nothing else, and every place a process of ours leaves bytes in.
  @Suite(.sideBySide) struct KeyCanaryTests {
    private let scratch: Scratch
    private let venue: VenueProgram
    /// The state folder and what commands print: everything but the venue's own folder and the key file.
    private let desk: String

    init() throws {
      scratch = try Scratch()
      venue = try VenueProgram(scratch)
      desk = "\(scratch.path)/desk"
    }

    private static let canaries = [VenueProgram.key, VenueProgram.secret].map { Array($0.utf8) }

    private func expectClean(_ bytes: some Sequence<UInt8>, _ place: String) {
      let data = Data(bytes)
      for canary in Self.canaries {
        #expect(data.range(of: Data(canary)) == nil, "a key stands in \(place)")
      }
    }

    private func expectClean(filesIn folder: String) throws {
      let names = try #require(FileManager.default.enumerator(atPath: folder)).allObjects as? [String] ?? []
      #expect(!names.isEmpty)
      for name in names {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
        expectClean(data, name)
      }
    }

    /// What any process of this user can ask of another.
    private func expectClean(process pid: Int32) throws {
      let children = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init)
        .filter { child in
          let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
          return stat.split(separator: ")").last?.split(separator: " ").dropFirst().first == "\(pid)"
        }
      for id in [pid] + children {
        for name in ["cmdline", "environ"] {
          let path = "/proc/\(id)/\(name)"
          let file = open(path, O_RDONLY | O_CLOEXEC)
          guard file >= 0 else {
            // What even its user may not read is clean, and a child may have ended since it was listed.
            #expect(id != pid || errno == EACCES || errno == EPERM, "\(path): errno \(errno)")
            continue
          }
          let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
          do {
            expectClean(
              try handle.readToEnd() ?? Data(),
              "/proc/\(id)/\(name) of \(id == pid ? "the process" : "a child")")
          } catch  where id != pid {
            // It ended while it was read.
          }
        }
      }
    }

    private func expectClean(_ outcome: Program.Outcome, _ command: String) {
      expectClean(outcome.output.utf8, "the output of \(command)")
      expectClean(outcome.errors.utf8, "the errors of \(command)")
    }

    @Test(arguments: [SIGABRT, SIGSEGV])
    func aRunLeavesThemNowhereNotEvenWhenItCrashes(signal: Int32) throws {
      let run = try Program.start(
        ["run", "--state", desk] + venue.options
          + ["buy 600 AAPL over 4m every 4s limit 1.00"],
        environment: VenueProgram.keys.merging([
          "SWIFT_BACKTRACE": "enable=yes,registers=all,threads=all,symbolicate=off"
        ]) {
          $1
        })
      #expect(try eventually { try venue.open() >= 2 }, "\(run.output)\(run.errors)")
      try expectClean(process: run.pid)
      for command in [["status"], ["status", "--json"], ["orders"], ["events"], ["slices", "1"]] {
        expectClean(
          try Program.run(command + ["--state", desk], environment: VenueProgram.keys), command[0])
      }
      for options in [[], ["--json"]] {
        expectClean(
          try Program.run(
            ["settings", "--config", venue.config] + options, environment: VenueProgram.keys), "settings")
      }
      run.send(signal)
      // It ends by the signal when the report is complete, and without the rest of it where a busy machine
      // takes too long to write every thread and every register. What there is of it is looked at.
      #expect(eventually { !run.isRunning }, "a crashed program is still there")
      let crash = try run.wait()
      if crash.status != 128 + SIGKILL {
        #expect(crash.status == 128 + signal)
        #expect(crash.errors.contains("Backtrace took"), "no report to look at: \(crash.errors)")
      }
      expectClean(crash, "a crash")
      expectClean(
        try Program.run(
          ["kill", "--state", desk, "--config", venue.config], environment: VenueProgram.keys), "kill")
      try expectClean(filesIn: desk)
    }

    @Test func aConsoleLeavesThemNowhere() throws {
      let file = try scratch.file(
        "alpaca.keys", "key = \"\(VenueProgram.key)\"\nsecret = \"\(VenueProgram.secret)\"\n")
      let config = try scratch.file(
        "console.toml",
        "[alpaca]\nendpoint = \"http://127.0.0.1:\(venue.port)\"\nkeys = \"\(file)\"\n")
      let console = try PtyProgram(["--broker", "alpaca", "--config", config, "--state", desk])
      try console.waits(for: "TRADING")
      console.type("?")
      usleep(300_000)
      try expectClean(process: console.pid)
      console.send(SIGABRT)
      try console.expectCrashed(by: SIGABRT)
      expectClean(console.bytes, "the screen")
      try expectClean(filesIn: desk)
    }
  }
#endif
