#if NETWORK
  import Foundation
  import Testing

  /// Three orders at once through a venue that goes wrong in one way all the while. Afterwards the venue's
  /// books and the desk's agree to the share and the cent, no slice was booked twice, and nothing is in
  /// doubt.
  @Suite(.oneAtATime) struct AlpacaFaultRunTests {
    private static let orders = [
      "buy 80 AAPL over 8s every 1s", "sell 1200 MSFT over 8s every 1s", "buy 40 IBM over 8s every 1s",
    ]

    private static let faults = [
      "hold-answer=3@30", "answer-504@40", "drop-answer@40", "hide-order@40", "fill-before-answer",
      "answer-429@10", "reject-later@10", "drop-socket-mid-fill@20", "duplicate-fill", "replay-frames=20",
      "mute-stream", "lose-fill@50", "swap-frames@50", "refuse-upgrade@50", "early-close", "fill-on-cancel",
      "stuck-cancel*2", "hold-cancel=2", "cancel-504", "drop-cancel", "answer-401-html*3",
    ]

    /// Three venues and three desks side by side: they wait far more than they work.
    @Test(arguments: stride(from: 0, to: faults.count, by: 3).map { Array(faults.dropFirst($0).prefix(3)) })
    func theBooksAgree(faults: [String]) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for fault in faults { group.addTask { try theBooksAgree(fault) } }
        try await group.waitForAll()
      }
    }

    private func theBooksAgree(_ fault: String) throws {
      let scratch = try Scratch()
      let venue = try VenueProgram(scratch)
      let desk = ["--state", scratch.state, "--config", venue.config]
      let running = try Program.start(
        ["run", "--broker", "alpaca"] + desk + ["--accept-warnings"] + Self.orders,
        environment: VenueProgram.keys)
      // Entered first: without quotes, or with a market that is closed, no order is.
      #expect(eventually { running.output.contains("order 3 · entered") }, "\(fault): \(running.errors)")
      try venue.send("PUT", "/control/faults", #"{"fault": "\#(fault)"}"#)
      let run = try running.wait()
      #expect(run.status == 0 || run.status == 1, "\(fault): \(run.errors)")
      try venue.send("DELETE", "/control/faults", "")
      // A start without the fault: everything in doubt is asked about, and what still works is canceled.
      let kill = try Program.run(["kill"] + desk, environment: VenueProgram.keys)
      #expect(kill.status == 0, "\(fault): \(kill.errors)")
      try expectAgreement(venue, Records(state: scratch.state), fault)
    }

    private func expectAgreement(_ venue: VenueProgram, _ desk: Records, _ fault: String) throws {
      let booked = try venue.list("/v2/orders?status=all&limit=500")
      let ids = booked.compactMap { $0["client_order_id"] as? String }
      #expect(ids.count == booked.count && Set(ids).count == ids.count, "\(fault): an id was booked twice")
      #expect(!ids.isEmpty, "\(fault): nothing was traded")
      let owners = Dictionary(
        booked.map { ($0["id"] as? String ?? "", $0["client_order_id"] as? String ?? "") },
        uniquingKeysWith: { first, _ in first })
      let truth = try venue.fills().map { fill in
        let order = fill["order_id"] as? String ?? ""
        return [
          owners[order] ?? "", "\(order):\(fill["cum_qty"] ?? "")", "\(fill["qty"] ?? "")",
          cents(fill["price"]),
        ]
      }
      let ours = try desk.rows("SELECT client_order_id, execution_id, qty, price FROM fills WHERE busted = 0")
        .map { [$0[0], $0[1], $0[2], cents($0[3])] }
      #expect(
        Set(truth) == Set(ours) && truth.count == ours.count,
        "\(fault): \(Set(truth).symmetricDifference(ours))")
      let doubtful = try desk.rows(
        "SELECT client_order_id, status FROM slices WHERE status IN ('unknown', 'sending')")
      #expect(doubtful.isEmpty, "\(fault): \(doubtful)")
      #expect(try venue.open() == 0, "\(fault)")
      let over = try desk.rows(
        "SELECT client_order_id FROM orders WHERE filled_qty > qty")
      #expect(over.isEmpty, "\(fault): \(over)")
    }

    /// Nine decimals, so that `190` and `190.00` are the same.
    private func cents(_ price: Any?) -> String {
      let parts = "\(price ?? "")".split(separator: ".")
      let decimals = parts.count == 2 ? String(parts[1]) : ""
      return "\(parts.first ?? "").\(decimals.padding(toLength: 9, withPad: "0", startingAt: 0))"
    }
  }
#endif
