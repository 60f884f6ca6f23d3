import AlpacaBroker
import Testing

@Suite struct AlpacaCredentialsTests {
  private struct Holder {
    let credentials: AlpacaCredentials?
    let others: [AlpacaCredentials]
  }

  @Test(arguments: [
    ("", "s"), ("k", ""), ("k k", "s"), ("k", "s\r\nX-Other: 1"), ("k\u{7F}", "s"), ("k", "ß"), ("k\t", "s"),
  ])
  func whatCannotStandInAHeaderIsNoKey(_ key: String, _ secret: String) {
    #expect(AlpacaCredentials(keyID: key, secret: secret) == nil)
  }

  /// Every way Swift has to print a value, of the keys and of what holds them.
  @Test func nothingPrintsThem() throws {
    let credentials = try #require(AlpacaCredentials(keyID: "PKVISIBLE", secret: "hushhush"))
    let holder = Holder(credentials: credentials, others: [credentials])
    var texts = ["\(credentials)", String(describing: credentials), String(reflecting: credentials)]
    texts += ["\(holder)", String(reflecting: holder), "\([credentials])", "\(credentials as Any?)"]
    var dumped = ""
    dump(credentials, to: &dumped)
    dump(holder, to: &dumped)
    print(credentials, holder, to: &dumped)
    debugPrint(credentials, holder, to: &dumped)
    texts.append(dumped)
    for text in texts {
      #expect(text.contains("<redacted>"))
      #expect(!text.contains("PKVISIBLE") && !text.contains("hushhush"), "\(text)")
    }
  }

  @Test func aMirrorSeesNothing() throws {
    let credentials = try #require(AlpacaCredentials(keyID: "PKVISIBLE", secret: "hushhush"))
    #expect(Mirror(reflecting: credentials).children.isEmpty)
    #expect(Mirror(reflecting: credentials).descendant("secret") == nil)
  }

  @Test func theyAreNeitherEncodableNorHashable() throws {
    let credentials: Any = try #require(AlpacaCredentials(keyID: "k", secret: "s"))
    #expect(!(credentials is any Encodable))
    #expect(!(credentials is any Hashable))
  }
}
