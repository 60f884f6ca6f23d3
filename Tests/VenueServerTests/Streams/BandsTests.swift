import SlicingCore
import Testing
import WireFormats

@testable import VenueServer

/// Limit up and limit down on the data stream, without its network.
@Suite(.timeLimit(.minutes(30))) struct BandsTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A client that is subscribed to the bands of one symbol; `heard` gives what it got since the last time.
  private final class Client {
    private var frames: AsyncStream<StreamFrame>.Iterator

    init(_ venue: Venue, _ symbol: String) async {
      let (frames, outlet) = AsyncStream.makeStream(of: StreamFrame.self)
      self.frames = frames.makeAsyncIterator()
      let socket = StreamSocket(kind: .data(feed: "sip"), codec: .jsonText, outlet: outlet, breakOff: {})
      let id = await venue.open(socket, key: "K", secret: "S")
      await venue.received(Array(#"{"action":"subscribe","lulds":["\#(symbol)"]}"#.utf8), on: id)
    }

    /// The next message of bands.
    func bands() async -> WireValue? {
      while case .text(let text)? = await frames.next() {
        guard case .array(let messages)? = JSONReader.read(text.utf8) else { continue }
        if let found = messages.first(where: { $0["T"]?.text == "l" }) { return found }
      }
      return nil
    }
  }

  private func set(_ venue: Venue, _ body: String) async -> Int {
    await venue.ask("POST", "/control/bands", body).status
  }

  @Test func whoeverSubscribedIsTold() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    let client = await Client(venue, "AAPL")
    #expect(
      await set(venue, #"{"symbol": "MSFT", "lower": "1", "upper": "2"}"#) == 204, "of interest to nobody")
    #expect(await set(venue, #"{"symbol": "AAPL", "lower": "180", "upper": "195.5"}"#) == 204)
    let told = await client.bands()
    #expect(told?["S"]?.text == "AAPL" && told?["u"]?.digits == "195.50" && told?["d"]?.digits == "180.00")
    #expect(told?["i"]?.text == "B" && told?["z"]?.text == "C" && told?["t"] != nil)
    #expect(await set(venue, #"{"symbol": "AAPL"}"#) == 204)
    let ended = await client.bands()
    #expect(ended?["u"]?.digits == "0.00" && ended?["d"]?.digits == "0.00")
  }

  @Test func whoeverComesLateIsToldWithinAMinute() async throws {
    let venue = try Venue(.testing(folder.ledger()))
    _ = try await venue.turn()
    #expect(await set(venue, #"{"symbol": "KO", "lower": 60, "upper": 70}"#) == 204)
    let client = await Client(venue, "KO")
    _ = await venue.ask("POST", "/control/clock", #"{"jump_seconds": 60}"#)
    _ = try await venue.turn()
    #expect(await client.bands()?["u"]?.digits == "70.00")
  }

  @Test(arguments: [
    #"{}"#, #"{"symbol": "NOSUCH", "lower": "1", "upper": "2"}"#, #"{"symbol": "AAPL", "lower": "1"}"#,
    #"{"symbol": "AAPL", "lower": "2", "upper": "1"}"#, #"{"symbol": "AAPL", "lower": "0", "upper": "1"}"#,
    #"{"symbol": "AAPL", "lower": "2", "upper": "2"}"#,
  ])
  func bandsThatCannotBeAreRefused(body: String) async throws {
    let venue = try Venue(.testing(folder.ledger()))
    #expect(await set(venue, body) == 422)
  }
}
