#if FIRM_GUARDS
  import SlicingCore
  import Testing

  @testable import FirmGuards

  @Suite struct FirmConfigurationTests {
    @Test(arguments: [
      ("127.0.0.1:6390", "127.0.0.1:6390/0"), ("redis", "redis:6379/0"),
      ("redis://10.0.0.5:7000/3", "10.0.0.5:7000/3"), ("redis://firm-1.desk_net/", "firm-1.desk_net:6379/0"),
      ("redis://[::1]:6379/2", "[::1]:6379/2"), ("unix:/run/redis.sock", "unix:/run/redis.sock"),
      ("unix:///run/redis.sock", "unix:/run/redis.sock"), ("redis://:pw@h/1", "h:6379/1"),
    ])
    func aServerIsNamedInManyWays(text: String, address: String) throws {
      #expect(try FirmConfiguration(setting: text, isPrivate: true).address.description == address)
    }

    @Test(arguments: [
      ("", FirmSettingError.empty), ("http://h", .scheme), ("rediss://h", .encrypted), ("redis://", .host),
      ("redis://a b", .host), ("redis://h\n", .host), ("redis://hôst", .host), ("redis://[::1", .host),
      ("redis://[beef]", .host), ("redis://[::1]x", .host), ("h:", .port), ("h:0", .port), ("h:65536", .port),
      ("h:+1", .port), ("h:6379x", .port), ("h/x", .database), ("h/-1", .database), ("h/99999999", .database),
      ("unix:run", .path), ("unix:", .path), ("unix:/" + String(repeating: "a", count: 107), .path),
      ("redis://:%4@h", .escape), ("redis://:%zz@h", .escape), ("redis://:%ff@h", .escape),
      ("redis://anna@h", .userWithoutPassword),
    ])
    func whatNamesNoServerIsRefused(text: String, error: FirmSettingError) {
      #expect(throws: error) { _ = try FirmConfiguration(setting: text, isPrivate: true) }
    }

    @Test func aPasswordMayHoldWhatAnAddressMayNot() throws {
      let login = try FirmConfiguration(setting: "redis://anna:p%40s:s@1/@h:1", isPrivate: true).login
      #expect(login?.command == ["AUTH", "anna", "p@s:s@1/"])
    }

    @Test func aPasswordInAnOpenFileIsRefused() throws {
      #expect(throws: FirmSettingError.passwordInTheOpen) {
        _ = try FirmConfiguration(setting: "redis://:secret@h", isPrivate: false)
      }
      let outside = try FirmConfiguration(setting: "h", isPrivate: false, environmentPassword: "secret")
      #expect(outside.login?.command == ["AUTH", "secret"])
    }

    @Test func theEnvironmentsPasswordGoesFirst() throws {
      let both = try FirmConfiguration(setting: "redis://a:x@h", isPrivate: true, environmentPassword: "y")
      #expect(both.login?.command == ["AUTH", "a", "y"])
      let empty = try FirmConfiguration(setting: "h", isPrivate: true, environmentPassword: "")
      #expect(empty.login == nil)
    }

    @Test func nothingPrintsThePassword() throws {
      let configuration = try FirmConfiguration(setting: "redis://anna:hunter2@h", isPrivate: true)
      var dumped = ""
      dump(configuration, to: &dumped)
      for text in [
        "\(configuration)", String(reflecting: configuration), dumped, "\(configuration.login as Any)",
      ] {
        #expect(!text.contains("hunter2") && !text.contains("anna"), "\(text)")
        #expect(text.contains("redacted"))
      }
    }

    @Test func noErrorRepeatsWhatWasWritten() {
      for text in ["redis://:hunter2@h:hunter2", "hunter2://x", "redis://:%hunter2@h"] {
        do {
          _ = try FirmConfiguration(setting: text, isPrivate: true)
          Issue.record("accepted")
        } catch {
          #expect(!error.words.contains("hunter2") && !"\(error)".contains("hunter2"))
        }
      }
    }
  }
#endif
