import Testing

@testable import SlicingCore

@Suite struct OrderLineTests {
  @Test func theWholeGrammar() throws {
    let order = try OrderLine.parse("buy 12000 AAPL over 30m every 1m limit 187.50 tif day start 14:30")
    let expected = try OrderRequest(
      symbol: symbol("AAPL"), side: .buy, quantity: 12_000, type: .limit(price("187.50")), timeInForce: .day,
      horizon: .duration(.seconds(1800)), interval: .seconds(60), start: .at(clock("14:30")))
    #expect(order == expected)
  }

  /// Each line on the left is the request that the canonical line on the right spells.
  @Test(arguments: [
    ("buy 103 AAPL over 5m", "buy 103 AAPL over 5m every 1m"),
    ("BUY 12k aapl OVER 30M EVERY 90S", "buy 12000 AAPL over 30m every 1m30s"),
    ("  sell\t1.5m   brk.b  over 1h30m ", "sell 1500000 BRK.B over 1h30m every 1m"),
    ("sell 12,000 MSFT until 15:55", "sell 12000 MSFT until 15:55 every 1m"),
    ("sell 7 TSLA over 7m stop 240 tif gtc", "sell 7 TSLA over 7m every 1m stop 240.00 tif gtc"),
    (
      "buy 5000 SIRI tif IOC limit 0.9875 every 15s stop 0.985 over 90s",
      "buy 5000 SIRI over 1m30s every 15s stop 0.985 limit 0.9875 tif ioc"
    ),
    ("buy 1 A market over 1s every 1s start now tif day", "buy 1 A over 1s every 1s"),
    ("buy 1 A start 9:30 until 9:45 tif fok", "buy 1 A until 09:45 every 1m tif fok start 09:30"),
    ("buy 10 MARKET over 90m limit 1", "buy 10 MARKET over 1h30m every 1m limit 1.00"),
    ("buy 10 over over 90m", "buy 10 OVER over 1h30m every 1m"),
  ])
  func accepts(line: String, canonical: String) throws {
    let order = try OrderLine.parse(line)
    #expect(OrderLine.text(of: order) == canonical)
    #expect(try OrderLine.parse(canonical) == order)
  }

  @Test(arguments: [
    ("", RequestError.empty), (" \t ", .empty), ("hold 5 AAPL over 5m", .unknownSide("hold")),
    ("buy", .missing(.quantity)),
    ("buy 100", .missing(.symbol)), ("buy 100 AAPL", .missing(.horizon)),
    ("buy 12.5 AAPL over 5m", .badQuantity("12.5")),
    ("buy 1,00 AAPL over 5m", .badQuantity("1,00")), ("buy 0 AAPL over 5m", .quantityNotPositive),
    ("buy 2000000000000 AAPL over 5m", .quantityTooLarge(limit: 1_000_000_000_000)),
    ("buy 100 AAPL! over 5m", .badSymbol("AAPL!")), ("buy 100 AAPL over", .missing(.horizon)),
    ("buy 100 AAPL over every 1m", .missing(.horizon)), ("buy 100 AAPL until", .missing(.horizon)),
    ("buy 100 AAPL over 5m every", .missing(.interval)), ("buy 100 AAPL over 5m limit", .missing(.limit)),
    ("buy 100 AAPL over 5m limit tif day", .missing(.limit)), ("buy 100 AAPL over 5m stop", .missing(.stop)),
    ("buy 100 AAPL over 5m tif", .missing(.timeInForce)), ("buy 100 AAPL over 5m start", .missing(.start)),
    ("buy 100 AAPL over 5x", .badDuration("5x")), ("buy 100 AAPL over 5", .badDuration("5")),
    ("buy 100 AAPL over 1000000000000h", .durationTooLong(limit: OrderRequest.maximumDuration)),
    ("buy 100 AAPL over 9223372036854775807s", .durationTooLong(limit: OrderRequest.maximumDuration)),
    ("buy 100 AAPL until 3pm", .badClockTime("3pm")), ("buy 100 AAPL until 24:00", .badClockTime("24:00")),
    ("buy 100 AAPL over 5m every 1.5s", .badInterval("1.5s")),
    ("buy 100 AAPL over 5m every 0s", .intervalTooShort(.zero)),
    ("buy 100 AAPL over 30s", .durationBelowInterval(duration: .seconds(30), interval: .seconds(60))),
    ("buy 100 AAPL over 5m limit 1e3", .badPrice("1e3")), ("buy 100 AAPL over 5m limit 0", .priceNotPositive),
    ("buy 100 AAPL over 5m limit 187.505", .priceOffGrid(Price(nanodollars: 187_505_000_000))),
    ("buy 100 AAPL over 5m market limit 187.50", .priceWithoutUse(.limit, type: "market")),
    (
      "buy 100 AAPL over 5m stop 10 limit 9",
      .stopLimitCrossed(
        side: .buy, stop: Price(nanodollars: 10_000_000_000), limit: Price(nanodollars: 9_000_000_000))
    ),
    ("buy 100 AAPL over 5m tif forever", .badTimeInForce("forever")),
    ("buy 100 AAPL over 5m start soon", .badStart("soon")),
    ("buy 100 AAPL over 5m please", .unknownWord("please")), ("buy 100 AAPL 5m", .unknownWord("5m")),
    ("buy 100 AAPL over 5m 6m", .unknownWord("6m")), ("buy 100 AAPL over 5m Over 6m", .repeatedWord("Over")),
    ("buy 100 AAPL over 5m until 15:55", .repeatedWord("until")),
    ("buy 100 AAPL market market over 5m", .repeatedWord("market")),
    ("buy 100 AAPL over 5m limit 1 limit 1", .repeatedWord("limit")),
    ("buy 100 AAPL over 5m tif day tif day", .repeatedWord("tif")),
    // The line's shape comes first: of several errors, the first strange word is the one to look at.
    ("hold 12.5 AAPL please", .unknownWord("please")),
  ])
  func refuses(line: String, error: RequestError) {
    #expect(throws: error) { try OrderLine.parse(line) }
  }

  @Test func lengthIsBounded() throws {
    let line = "buy 100 AAPL over 5m"
    let padded = line + String(repeating: " ", count: OrderLine.maxLength - line.utf8.count)
    _ = try OrderLine.parse(padded)
    #expect(throws: RequestError.tooLong(limit: 200)) { try OrderLine.parse(padded + " ") }
    #expect(throws: RequestError.tooLong(limit: 200)) {
      try OrderLine.parse(String(repeating: "é", count: 101))
    }
  }

  @Test func whatIsTypedSoFarIsEchoed() {
    let draft = OrderLine.draft("sell 12k aapl limit 187.5 every nonsense 1m over")
    #expect(draft[.side] == "sell")
    #expect(draft[.quantity] == "12k")
    #expect(draft[.symbol] == "aapl")
    #expect(draft[.limit] == "187.5")
    #expect(draft[.interval] == "nonsense")
    #expect(draft[.horizon] == "")
    #expect(OrderLine.draft("") == OrderDraft())
    #expect(OrderLine.draft("buy")[.side] == "buy")
    #expect(OrderLine.draft("buy 1 A over 5m until 9:30")[.horizon] == "5m")
    #expect(OrderLine.draft(String(repeating: "x", count: 201)) == OrderDraft())
  }

  @Test func textAndParseAreInverse() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<1000 {
      let order = try randomRequest(using: &random)
      let text = OrderLine.text(of: order)
      #expect(try OrderLine.parse(text) == order, "\(text)")
      #expect(text.utf8.count <= OrderLine.maxLength)
    }
  }

  /// Anything typed or pasted is an order or a typed error, never a trap.
  @Test func noiseNeverTraps() {
    var random = SeededGenerator(seed: 6)
    let pieces = [
      "buy", "sell", "over", "until", "every", "limit", "stop", "tif", "start", "market", " ", " ", " ",
      "12,000", "1.5m",
      "9223372036854775807", "99999999999999999999h", "-1", "0", "15:55", "AAPL", "ß", "\u{1B}[2J", "\n", "é",
      "1e9", ".",
      ",", ":", "k", "s", "now", "187.50", "👩‍👩‍👧",
    ]
    for _ in 0..<3000 {
      let line = (0..<random.int(0...24)).map { _ in random.pick(pieces) }.joined()
      do {
        let order = try OrderLine.parse(line)
        #expect(order.quantity >= 1)
      } catch {
        #expect(!error.words.isEmpty)
      }
      _ = OrderLine.draft(line).validate()
    }
  }
}
