import SlicingCore
import Synchronization
import Testing
import WireFormats

@testable import VenueServer

@Suite struct StreamSocketTests {
  @Test func whoDoesNotReadIsDisconnected() {
    let (frames, outlet) = AsyncStream.makeStream(of: StreamFrame.self, bufferingPolicy: .bufferingOldest(3))
    let counter = Counter()
    let socket = StreamSocket(
      kind: .trading, codec: .jsonBinary, outlet: outlet,
      breakOff: { counter.count.add(1, ordering: .relaxed) })
    for _ in 0..<3 { socket.send(.null) }
    #expect(counter.count.load(ordering: .relaxed) == 0)
    socket.send(.null)
    #expect(counter.count.load(ordering: .relaxed) == 1)
    // A stream nobody holds would be over, and drop nothing.
    withExtendedLifetime(frames) {}
  }

  private final class Counter: Sendable {
    let count = Atomic<Int>(0)
  }

  @Test func pathsOfStreamsAreKnown() {
    #expect(StreamPath(["stream"])?.kind == .trading)
    #expect(StreamPath(["v2", "iex"])?.kind == .data(feed: "iex"))
    #expect(StreamPath(["v2", "orders"]) == nil)
  }
}
