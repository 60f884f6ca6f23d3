internal import FoundationEssentials
internal import SlicingCore

/// Answers requests from outside over one desk. The bytes are the transport's business; every line in is
/// answered by one line, whatever it holds.
public struct ControlService: Sendable {
  private let model: DeskModel

  /// A service over a model.
  public init(_ model: DeskModel) { self.model = model }

  /// Reads a request. Hostile input is an error, never more: the length is bounded before anything is
  /// decoded.
  public static func request(from line: some Sequence<UInt8>) throws(ControlError) -> ControlRequest {
    let bytes = Array(line.prefix(ControlRequest.lineLimit + 1))
    guard bytes.count <= ControlRequest.lineLimit else { throw .tooLong(limit: ControlRequest.lineLimit) }
    do {
      return try JSONDecoder().decode(ControlRequest.self, from: Data(bytes))
    } catch let error as ControlError {
      throw error
    } catch {
      throw .malformed("expected one JSON object with a known 'command'")
    }
  }

  /// Carries a request out. A halt has taken effect in memory before this suspends for the first time.
  public func answer(_ request: ControlRequest) async -> ControlReply {
    do throws(ControlError) {
      let snapshot = await model.snapshot()
      guard let command = try request.deskCommand(on: snapshot.desk) else {
        return ControlReply(
          .done, StatusLine.text(of: snapshot), blocked: snapshot.desk.blocker(at: snapshot.now))
      }
      return ControlReply(await model.perform(command, by: request.actor))
    } catch {
      return ControlReply(.invalid, error.words)
    }
  }
}

/// How a desk stands, in a line.
public enum StatusLine {
  /// `trading allowed, breaker OK, 2 live orders, 0 unknown, broker paper up`.
  public static func text(of snapshot: DeskSnapshot) -> String {
    let desk = snapshot.desk
    let live = desk.books.filter { !$0.parent.status.isFinal }
    let unknown = live.map { $0.slices.count { $0.status == .unknown } }.reduce(0, +)
    let kill = desk.kill.words + (desk.firm == .open ? "" : ", \(desk.firm.words)")
    let link = desk.link.isUp ? "up" : "down (\(desk.link.reason))"
    return
      "\(kill), \(desk.breaker.state.words), \(live.count) live \(live.count == 1 ? "order" : "orders"), "
      + "\(unknown) unknown, broker \(snapshot.brokerName) \(link)\(market(of: desk, at: snapshot.now))"
  }

  /// `, market open until 16:00, AAPL halted: LULD`; nothing where the market never closes.
  private static func market(of desk: Desk, at now: Instant) -> String {
    var words: [String] = []
    if desk.session != .aroundTheClock, let session = desk.sessionStop(at: now) ?? desk.session?.words {
      words.append(session)
    }
    for (symbol, reason) in desk.halts.sorted(by: { $0.key < $1.key }) {
      words.append("\(symbol) halted" + (reason.isEmpty ? "" : ": \(reason)"))
    }
    return words.map { ", " + $0 }.joined()
  }
}
