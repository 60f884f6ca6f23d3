import Brokers
import Testing

@testable import AlpacaBroker

@Suite struct AlpacaEndpointsTests {
  private func endpoints(
    _ environment: BrokerEnvironment, _ trading: String? = nil, data: String? = nil, caFile: String? = nil
  ) throws(EndpointRefusal) -> AlpacaEndpoints {
    try AlpacaEndpoints(environment: environment, trading: trading, data: data, caFile: caFile)
  }

  @Test func withoutSettingsTheyAreAlpacasOwn() throws {
    let paper = try endpoints(.paper)
    #expect("\(paper.trading)" == "https://paper-api.alpaca.markets")
    #expect("\(paper.data)" == "https://stream.data.alpaca.markets")
    #expect(paper.trust == .system)
    let live = try endpoints(.live)
    #expect("\(live.trading)" == "https://api.alpaca.markets")
    #expect("\(live.data)" == "https://stream.data.alpaca.markets")
    #expect(live.trading.port == 443 && live.trading.isEncrypted)
  }

  @Test(arguments: [
    "https://api.alpaca.markets", "https://api.alpaca.markets/", "https://api.alpaca.markets:443",
    "HTTPS://API.Alpaca.Markets",
  ])
  func liveTakesItsOwnAddress(_ text: String) throws {
    #expect(try endpoints(.live, text, data: "https://stream.data.alpaca.markets") == endpoints(.live))
  }

  @Test(arguments: [
    "https://paper-api.alpaca.markets", "http://api.alpaca.markets", "https://api.alpaca.markets:8443",
    "https://api.alpaca.markets.evil.com", "https://evil.com", "https://127.0.0.1:9000",
    "http://localhost:9000", "https://api.alpaca.markets.", "https://data.alpaca.markets",
  ])
  func liveTakesNoOther(_ text: String) {
    #expect(throws: EndpointRefusal.notAllowed(.trading, text, .live)) { try endpoints(.live, text) }
  }

  @Test(arguments: [
    "https://x@api.alpaca.markets", "https://api.alpaca.markets@evil.com",
    "https://user:pw@api.alpaca.markets",
    "https://api.alpaca.markets/v2", "https://api.alpaca.markets//", "https://api.alpaca.markets?x=1",
    "https://api.alpaca.markets#x", "api.alpaca.markets", "wss://api.alpaca.markets", "https://", "https:///",
    "", " https://api.alpaca.markets", "https://api.alpaca.markets ", "https://api.alpaca.markets\\@evil.com",
    "https://api.alpaca.mar\u{212A}ets", "https://api.alpaca.markets:", "https://api.alpaca.markets:0",
    "https://api.alpaca.markets:65536",
    "https://api.alpaca.markets:+443", "https://api.alpaca.markets:443:443", "https://[::1",
    "https://[::1]x", "https://[api.alpaca.markets]", "https://api.аlpaca.markets",
    "https://%61pi.alpaca.markets",
    "https://api.alpaca.markets\r\nHost: evil.com", "https://https://api.alpaca.markets",
  ])
  func whatIsMoreThanAServerIsRefused(_ text: String) {
    for environment in [BrokerEnvironment.live, .paper] {
      #expect(throws: EndpointRefusal.notAnAddress(.trading, text, environment)) {
        try endpoints(environment, text)
      }
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1:9000", "127.0.0.1", 9000, false), ("https://127.0.0.1", "127.0.0.1", 443, true),
    ("http://[::1]:81", "::1", 81, false), ("http://localhost", "localhost", 80, false),
    ("https://LOCALHOST:8443/", "localhost", 8443, true),
  ])
  func paperMayBeThisMachine(_ text: String, _ host: String, _ port: Int, _ isEncrypted: Bool) throws {
    let made = try endpoints(.paper, text)
    #expect(made.trading == Endpoint(isEncrypted: isEncrypted, host: host, port: port))
    #expect(made.data == made.trading, "the quotes come from the same place")
    let elsewhere = try endpoints(.paper, text, data: "http://127.0.0.1:9001")
    #expect(elsewhere.data.port == 9001)
    #expect(try endpoints(.paper, text, data: "https://stream.data.alpaca.markets").data == .marketData)
  }

  @Test(arguments: [
    "http://paper-api.alpaca.markets", "https://paper.evil.com", "https://paper-api.alpaca.markets.evil.com",
    "https://api.alpaca.markets", "https://paper-api.alpaca.markets.", "http://127.0.0.2", "http://0.0.0.0",
    "http://localhost.", "http://localhost.evil.com", "http://192.168.0.1:80", "http://[::2]",
    "http://2130706433",
    "http://[::ffff:127.0.0.1]", "http://127.1", "https://evilpaper-api.alpaca.markets",
  ])
  func paperTakesNoOther(_ text: String) {
    #expect(throws: EndpointRefusal.notAllowed(.trading, text, .paper)) { try endpoints(.paper, text) }
  }

  @Test func quotesOfThisMachineAreForOrdersOfThisMachine() {
    let text = "http://127.0.0.1:9000"
    for environment in [BrokerEnvironment.live, .paper] {
      #expect(throws: EndpointRefusal.notAllowed(.data, text, environment)) {
        try endpoints(environment, data: text)
      }
    }
    #expect(throws: EndpointRefusal.notAllowed(.data, "https://evil.com", .paper)) {
      try endpoints(.paper, text, data: "https://evil.com")
    }
    #expect(throws: EndpointRefusal.notAnAddress(.data, "evil", .live)) { try endpoints(.live, data: "evil") }
  }

  @Test func anAuthorityOfOnesOwnIsForPaper() throws {
    #expect(try endpoints(.paper, caFile: "/tmp/ca.pem").trust == .file("/tmp/ca.pem"))
    #expect(throws: EndpointRefusal.ownAuthorityForLive("/tmp/ca.pem")) {
      try endpoints(.live, caFile: "/tmp/ca.pem")
    }
    #expect(throws: EndpointRefusal.noAuthorityFile) { try endpoints(.paper, caFile: "") }
  }

  @Test func refusalsSayWhatWasExpected() {
    let live = EndpointRefusal.notAllowed(.trading, "https://paper.evil.com", .live).words
    #expect(
      live
        == "https://paper.evil.com is not the trading address of a live account: it is https://api.alpaca.markets"
    )
    let paper = EndpointRefusal.notAllowed(.trading, "https://x", .paper).words
    #expect(paper.contains("https://paper-api.alpaca.markets") && paper.contains("127.0.0.1"))
    let password = EndpointRefusal.notAnAddress(.trading, "https://me:hush@api.alpaca.markets", .live).words
    #expect(!password.contains("hush") && password.contains("…@api.alpaca.markets"))
    #expect(EndpointRefusal.noAuthorityFile.words.contains("PEM"))
    #expect(EndpointRefusal.ownAuthorityForLive("/x\n").words.contains("/x?"))
    #expect("\(EndpointRefusal.notAnAddress(.data, "", .paper))".hasPrefix("an empty text"))
  }
}
