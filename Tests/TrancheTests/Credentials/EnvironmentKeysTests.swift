#if NETWORK
  import Foundation
  import Testing

  /// Keys in the environment: which are taken, and that they are gone from it before anything else happens.
  @Suite(.sideBySide) struct EnvironmentKeysTests {
    private static let order = "buy 2 AAPL over 10s every 5s"

    private func run(_ keys: [String: String], _ more: [String] = []) throws -> Program.Outcome {
      try Program.run(["run", "--broker", "alpaca"] + more + [Self.order], environment: keys)
    }

    @Test(arguments: [
      (["APCA_API_KEY_ID": "CANARY"], "APCA_API_SECRET_KEY is not"),
      (["APCA_API_SECRET_KEY": "CANARY"], "APCA_API_KEY_ID is not"),
      (["APCA_API_KEY_ID": "", "APCA_API_SECRET_KEY": "CANARY"], "APCA_API_KEY_ID is empty"),
      (["APCA_API_KEY_ID": "CANARY", "APCA_API_SECRET_KEY": ""], "APCA_API_SECRET_KEY is empty"),
      (["APCA_API_KEY_ID": "CANARY x", "APCA_API_SECRET_KEY": "CANARY"], "APCA_API_KEY_ID is no key"),
      (["APCA_API_KEY_ID": "CANARY", "APCA_API_SECRET_KEY": "CANARY\n"], "APCA_API_SECRET_KEY is no key"),
    ])
    func aFaultNamesTheVariableAndNotItsValue(keys: [String: String], words: String) throws {
      let outcome = try run(keys)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(!outcome.errors.contains("CANARY"))
    }

    @Test func withoutAnyTheFileIsNamed() throws {
      let outcome = try run([:])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("no keys: set APCA_API_KEY_ID"))
      #expect(outcome.errors.contains("/tranche/alpaca.keys"))
    }

    @Test func aKeyInTheWrongPlaceOfTheSettingsIsNotQuoted() throws {
      let scratch = try Scratch()
      let config = try scratch.file("config.toml", "[alpaca]\nkeys = \"CANARY\"\n")
      let outcome = try run([:], ["--config", config])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("config.toml:2: 'alpaca.keys' is another text"))
      #expect(!outcome.errors.contains("CANARY"))
    }

    /// A paper run has no use for them, and takes them away all the same.
    @Test func everyCommandWipesThem() throws {
      let scratch = try Scratch()
      let run = try Program.start(
        ["run", "--state", scratch.state, Orders.slow],
        environment: ["APCA_API_KEY_ID": "CANARYKEY", "APCA_API_SECRET_KEY": "CANARYSECRET"])
      #expect(eventually { run.output.contains("entered") })
      let environ = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(run.pid)/environ"))
      let text = String(decoding: environ, as: UTF8.self)
      #expect(text.contains("APCA_API_KEY_ID=\0"), "wiped where it stood")
      #expect(!text.contains("CANARY"))
      run.send(SIGKILL)
    }
  }
#endif
