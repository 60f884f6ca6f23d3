#if NETWORK
  import Foundation
  import Testing

  /// `tranche venue`, the real program. What it says over its port, the tests of the venue show.
  @Suite(.sideBySide) struct VenueCommandTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func arguments(port: Int = 0, state: String? = nil, _ more: [String] = []) -> [String] {
      ["venue", "--port", "\(port)", "--key", "K", "--secret", "S", "--state", state ?? scratch.state] + more
    }

    /// Starts it, and waits for the line that says where it is.
    private func started(_ more: [String] = []) throws -> (venue: Running, port: Int) {
      let venue = try Program.start(arguments(port: 0, state: nil, more))
      _ = eventually { venue.output.contains("\n") || !venue.isRunning }
      let port = venue.output.split(separator: ":").last.flatMap { Int($0.dropLast()) }
      return (venue, try #require(port, "\(venue.output)\(venue.errors)"))
    }

    /// What is at a path, or what is answered to a body.
    private func ask(_ port: Int, _ path: String, _ body: String = "") throws -> String {
      let keys = ["APCA-API-KEY-ID": "K", "APCA-API-SECRET-KEY": "S"]
      return try Web.ask(body.isEmpty ? "GET" : "POST", port: port, path, headers: keys, body: body)
    }

    private func id(_ order: String) throws -> String {
      let start = try #require(order.range(of: "\"id\":\""))
      return String(order[start.upperBound...].prefix(36))
    }

    @Test func whatItAnsweredSurvivesAKill() throws {
      let body = """
        {"symbol":"AAPL","qty":"5","side":"buy","type":"market","time_in_force":"day","client_order_id":"c1"}
        """
      let (first, port) = try started()
      let order = try id(try ask(port, "/v2/orders", body))
      try first.killAndWait()
      let (second, again) = try started()
      let found = try ask(again, "/v2/orders:by_client_order_id?client_order_id=c1")
      #expect(try id(found) == order)
      second.send(SIGTERM)
      #expect(try second.wait().status == 128 + SIGTERM)
    }

    @Test func aRecordingDrivesItsMarket() throws {
      let file = try scratch.file(
        "quotes.csv",
        "symbol,timestamp,bid,ask,bid_size,ask_size\nAAPL,2026-10-07T13:30:00Z,77.10,77.12,200,100\n")
      let (venue, port) = try started(["--replay", file])
      let order = try ask(
        port, "/v2/orders", #"{"symbol":"AAPL","qty":"5","side":"buy","type":"market","time_in_force":"day"}"#
      )
      let path = "/v2/orders/\(try id(order))"
      let isFilled = try eventually { try ask(port, path).contains(#""filled_avg_price":"77.12""#) }
      #expect(isFilled)
      venue.send(SIGKILL)
    }

    @Test func whatCannotBeServedIsSaid() throws {
      let (venue, port) = try started()
      let taken = try Program.run(arguments(port: port, state: "\(scratch.path)/other"))
      #expect(taken.status == 69 && taken.errors.contains("cannot listen on port \(port)"))
      let used = try Program.run(arguments())
      #expect(used.status == 73 && used.errors.contains("in use"))
      let fault = try Program.run(arguments(state: "\(scratch.path)/third", ["--fault", "nonsense"]))
      #expect(fault.status == 64 && fault.errors.contains("nonsense: not a fault"))
      let file = try scratch.file("bad.csv", "time,price\n")
      let replay = try Program.run(arguments(state: "\(scratch.path)/fourth", ["--replay", file]))
      #expect(replay.status == 64 && replay.errors.contains("expected symbol,timestamp"))
      #expect(try Program.run(arguments(port: 70_000)).status == 64)
      venue.send(SIGKILL)
    }
  }
#endif
