#if FIRM_GUARDS
  import Foundation
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    @Suite(.serialized) struct LoginTests {
      @Test func aWrongPasswordIsToldAndTheRightOneWorks() throws {
        let server = try RedisServer()
        try server.ask("CONFIG", "SET", "requirepass", "hunter2")
        for (setting, word) in [("", "NOAUTH"), (":wrong@", "WRONGPASS"), ("anna:hunter2@", "WRONGPASS")] {
          let configuration = try server.configuration("redis://\(setting)127.0.0.1:\(server.port)")
          let (firm, heard) = try FirmSwitch.started(configuration)
          try waitUntil("the server's refusal") { heard.values.last?.complaint?.contains(word) == true }
          #expect(heard.values.allSatisfy { $0.complaint?.contains("wrong") != true })
          firm.stop()
        }
        let right = try server.configuration("redis://:hunter2@127.0.0.1:\(server.port)/3")
        _ = try FirmClient(right).initialise(by: .desk)
        let (firm, heard) = try FirmSwitch.started(right)
        defer { firm.stop() }
        try waitUntil("it is read") { heard.values.last == .open }
      }

      /// The rights that the handbook gives a desk are enough for everything a desk does.
      @Test func aUserWithTheRightsOfTheHandbookCanDoEverything() throws {
        let server = try RedisServer()
        let page = try String(
          contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/FIRM.md"), encoding: .utf8)
        let rule = try #require(
          page.components(separatedBy: "\n").first { $0.hasPrefix("ACL SETUSER tranche") })
        let words = rule.split(separator: " ").map(String.init).map { $0.hasPrefix(">") ? ">pw" : $0 }
        #expect(try server.ask(words) == .status("OK"))
        let configuration = try server.configuration("redis://tranche:pw@127.0.0.1:\(server.port)")
        let client = FirmClient(configuration)
        try server.ask("SET", "kill_switch:state", "nonsense")
        #expect(try client.initialise(by: .desk, repair: true).isComplete)
        let (firm, _) = try FirmSwitch.started(configuration)
        defer { firm.stop() }
        for act in [
          FirmAct.disengage(reason: "", by: .desk), .engage(reason: "", by: .desk),
          .trip(.auth, details: "", by: .desk), .reset(reason: "", by: .desk),
        ] {
          #expect(try client.perform(act) == .done(remark: nil))
        }
        try waitUntil("it listens") { firm.delayedBecause == nil }
        #expect(throws: FirmError.self) { try client.perform(.reset(reason: "", by: .desk)) }
      }

      @Test func whoMayNotListenIsToldLater() throws {
        let server = try RedisServer()
        _ = try FirmClient(try server.configuration).initialise(by: .desk)
        try server.ask("ACL", "SETUSER", "deaf", "on", ">pw", "~*", "+@all", "-subscribe")
        let (firm, heard) = try FirmSwitch.started(
          try server.configuration("redis://deaf:pw@127.0.0.1:\(server.port)"))
        defer { firm.stop() }
        try waitUntil("it says so") { firm.delayedBecause?.contains("NOPERM") == true }
        try server.ask("SET", "kill_switch:state", #"{"state": "ENGAGED"}"#)
        try waitUntil("it is told all the same") { heard.values.last?.allowsTrading == false }
      }

      @Test func aSocketOnThisMachineWorks() throws {
        let path = FileManager.default.temporaryDirectory.appending(
          path: "firm-\(UUID().uuidString.prefix(8))"
        ).path
        let server = try RedisServer(["--unixsocket", path])
        defer { server.kill() }
        let configuration = try server.configuration("unix:\(path)")
        _ = try FirmClient(configuration).initialise(by: .desk)
        let (firm, heard) = try FirmSwitch.started(configuration)
        defer { firm.stop() }
        try waitUntil("it is read") { heard.values.last == .open }
      }
    }
  }
#endif
