#if NETWORK
  import NIOCore
  import SlicingCore
  import Testing

  @testable import AlpacaBroker

  @Suite struct TradeMessageTests {
    private func update(_ event: String, _ members: String = "", order: [String: String] = [:])
      -> TradeMessage
    {
      let data =
        #"{"event":"\#(event)","timestamp":"2026-10-07T15:00:01.061299Z"\#(members),"order":\#(orderJSON(order))}"#
      return TradeMessage(Array(#"{"stream":"trade_updates","data":\#(data)}"#.utf8))
    }

    @Test func theHandshakesAreRead() {
      func message(_ text: String) -> TradeMessage { TradeMessage(Array(text.utf8)) }
      #expect(
        message(#"{"stream":"authorization","data":{"status":"authorized","action":"authenticate"}}"#)
          == .authorized)
      #expect(
        message(#"{"stream":"authorization","data":{"status":"unauthorized","action":"listen"}}"#)
          == .refused("unauthorized"))
      #expect(
        message(#"{"stream":"listening","data":{"streams":["trade_updates"]}}"#)
          == .listening(["trade_updates"]))
      #expect(message(#"{"action":"error","data":{"error_message":"no"}}"#) == .failure("no"))
    }

    @Test func aFillIsPerExecutionAndItsOrderCumulative() {
      let message = update(
        "partial_fill", #","execution_id":"e","price":"189.9712345","qty":"30""#,
        order: ["filled_qty": "\"80\"", "status": "\"partially_filled\""])
      guard case .update(let update) = message else { return #expect(Bool(false), "\(message)") }
      #expect(update.fill?.quantity == 30 && update.order.filled == 80 && update.executionID == "e")
      #expect(update.fill?.price == Price(decimal: "189.9712345"))
      #expect(update.fill?.at == Instant(foreignRFC3339: "2026-10-07T15:00:01.061299Z"))
    }

    @Test(arguments: [
      "", "nonsense", "[]", "{}", #"{"stream":"trade_updates"}"#,
      #"{"stream":"trade_updates","data":{"event":"fill"}}"#,
      #"{"stream":"other","data":{}}"#,
    ])
    func whatCannotBeReadIsSaid(text: String) {
      guard case .unreadable(let words) = TradeMessage(Array(text.utf8)) else {
        return #expect(Bool(false), "\(text)")
      }
      #expect(!words.isEmpty)
    }

    @Test func aFillWithoutItsNumbersIsNotRead() {
      for members in ["", #","qty":"30""#, #","qty":"0","price":"1""#, #","qty":"0.5","price":"1""#] {
        guard case .unreadable = update("fill", members) else { return #expect(Bool(false), "\(members)") }
      }
    }

    @Test func unknownEventsAreKept() {
      guard case .update(let update) = update("restated") else { return #expect(Bool(false)) }
      #expect(
        update.event == "restated" && !TradeUpdate.plainEvents.contains("restated") && update.fill == nil)
    }
  }

  @Suite struct MarketMessageTests {
    private func read(_ text: String) -> [MarketMessage]? { MarketMessage.read(Array(text.utf8)) }

    @Test func pricesKeepTheirDigits() throws {
      let text =
        #"[{"T":"q","S":"AAPL","bx":"V","bp":189.98,"bs":150,"ax":"V","ap":190.0001,"as":150,"t":"2026-10-07T15:00:00.123456789Z"}]"#
      guard case .quote(let quote)? = read(text)?.first else { return #expect(Bool(false)) }
      #expect(quote.bid == Price(decimal: "189.98") && quote.ask == Price(decimal: "190.0001"))
      #expect(quote.at == Instant(foreignRFC3339: "2026-10-07T15:00:00.123456Z"))
    }

    @Test func aSideThatNobodyQuotesIsNoQuote() {
      #expect(read(#"[{"T":"q","S":"AAPL","bp":0,"ap":190,"t":"2026-10-07T15:00:00Z"}]"#) == [.other])
    }

    @Test func haltsOfBothTapes() throws {
      let aapl = try #require(Symbol("AAPL"))
      func status(_ code: String) -> [MarketMessage]? {
        read(#"[{"T":"s","S":"AAPL","sc":"\#(code)","sm":"Trading Halt","rc":"T12","rm":"News"}]"#)
      }
      for code in ["2", "H", "P"] { #expect(status(code) == [.status(aapl, .halted("Trading Halt: News"))]) }
      for code in ["3", "T"] { #expect(status(code) == [.status(aapl, .trading)]) }
      #expect(status("5") == [.other])
    }

    @Test func bandsKeepTheirDigits() throws {
      let aapl = try #require(Symbol("AAPL"))
      func bands(_ upper: String, _ lower: String) -> [MarketMessage]? {
        read(
          #"[{"T":"l","S":"AAPL","u":\#(upper),"d":\#(lower),"i":"B","t":"2026-10-07T15:00:00Z","z":"C"}]"#)
      }
      let told = PriceBands(
        lower: try #require(Price(decimal: "0.9025")), upper: try #require(Price(decimal: "199.01")))
      #expect(bands("199.01", "0.9025") == [.bands(aapl, told)])
      #expect(bands("0", "0.00") == [.bands(aapl, nil)])
      for (upper, lower) in [
        ("1", "2"), ("2", "2"), ("2", "0"), ("0", "2"), ("2", "-1"), ("null", "1"), ("1", "\"x\""),
      ] {
        #expect(bands(upper, lower) == [.other], "\(lower) to \(upper)")
      }
      #expect(read(#"[{"T":"l","S":"","u":2,"d":1}]"#) == [.other])
    }

    @Test func errorsAndBatches() {
      #expect(
        read(
          #"[{"T":"success","msg":"connected"},{"T":"error","code":405,"msg":"symbol limit exceeded"},{"T":"b"}]"#
        )
          == [.connected, .failure(code: 405, "symbol limit exceeded"), .other])
      #expect(read("{}") == nil && read("x") == nil)
    }
  }

  @Suite struct BackoffTests {
    @Test func theWaitDoublesUpToItsEnd() {
      var backoff = Backoff(first: .milliseconds(300), longest: .seconds(30))
      let waits = (0..<12).map { _ in backoff.next(chance: 0) }
      #expect(waits[0] == .milliseconds(150) && waits[1] == .milliseconds(300))
      #expect(waits.last == .seconds(15))
      let longest = backoff.next(chance: 0.999)
      #expect(longest <= .seconds(30))
      backoff.succeeded()
      let first = backoff.next(chance: 0)
      #expect(first == .milliseconds(150))
    }
  }
#endif
