import PaperExchange
import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

@Suite struct MessagePackTests {
  private func hex(_ value: WireValue) -> String {
    value.messagePack.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Bytes that Alpaca's client was seen to accept.
  @Test func writesWhatClientsExpect() {
    #expect(
      hex(MarketDataShape.success("connected"))
        == "9182a154a773756363657373a36d7367a9636f6e6e6563746564")
    let whole = WireValue.time(Instant(microseconds: 1_791_385_200_000_000))
    #expect(hex(whole) == "d6ff6ac65e70")
    let quote: WireValue = .array([
      .object([
        .init("T", .string("q")), .init("S", .string("AAPL")), .init("bx", .string("V")),
        .init("bp", .number("189.98")), .init("bs", .integer(150)), .init("ax", .string("V")),
        .init("ap", .number("190.00")), .init("as", .integer(150)), .init("c", .array([.string("R")])),
        .init("z", .string("C")),
      ])
    ])
    #expect(
      hex(quote)
        == "918aa154a171a153a44141504ca26278a156a26270cb4067bf5c28f5c28fa26273cc96a26178a156"
        + "a26170cb4067c00000000000a26173cc96a16391a152a17aa143")
  }

  @Test func timesAreTheTimestampExtension() {
    let at = Instant(microseconds: 1_791_385_200_123_456)
    let (seconds, nanoseconds) = WireTime.parts(at)
    let bytes = WireValue.time(at).messagePack
    #expect(bytes.prefix(2) == [0xd7, 0xff])
    let packed = bytes.dropFirst(2).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(packed & (1 << 34 - 1) == UInt64(seconds) && packed >> 34 == UInt64(nanoseconds))
  }

  @Test func readsWhatClientsSend() {
    let message: WireValue = .object([
      .init("trades", .array([.string("AAPL")])), .init("action", .string("subscribe")),
      .init("n", .integer(300)),
      .init("long", .string(String(repeating: "x", count: 300))),
      .init("many", .array((0..<20).map(WireValue.integer))),
    ])
    #expect(MessagePackReader.read(message.messagePack) == message)
    #expect(MessagePackReader.read([0xdd, 0xff, 0xff, 0xff, 0xff]) == nil, "a length that lies")
    #expect(MessagePackReader.read([0x91]) == nil)
    #expect(MessagePackReader.read([0xc0, 0xc0]) == nil)
  }
}

@Suite struct WireIDTests {
  @Test func idsAreUUIDsAndStay() {
    let id = WireID.uuid("asset:AAPL")
    #expect(WireID.isUUID(id) && id == WireID.uuid("asset:AAPL") && id != WireID.uuid("asset:MSFT"))
    for text in ["", "17", "0000", "00000000-0000-4000-8000-00000000000g"] { #expect(!WireID.isUUID(text)) }
  }
}
