#if NETWORK
  import Foundation
  import Testing

  /// `tranche venue` as a program, and what it takes to reach it as if it were Alpaca.
  final class VenueProgram {
    /// Nothing else in the world looks like these two.
    static let (key, secret) = ("PKQ7CANARYQ7KEY", "zW3CANARYzW3SECRET")

    let port: Int
    let config: String
    private let running: Running

    init(_ scratch: Scratch) throws {
      running = try Program.start(
        [
          "venue", "--port", "0", "--key", Self.key, "--secret", Self.secret, "--state",
          "\(scratch.path)/venue",
        ])
      _ = eventually { [running] in running.output.contains("\n") || !running.isRunning }
      let found = running.output.split(separator: ":").last.flatMap { Int($0.dropLast()) }
      port = try #require(found, "\(running.output)\(running.errors)")
      config = try scratch.file(
        "config.toml",
        """
        \(Scratch.calmLimits)
        [alpaca]
        endpoint = "http://127.0.0.1:\(port)"
        """)
    }

    deinit { running.send(SIGKILL) }

    /// The keys, as a trader's shell would have them.
    static var keys: [String: String] { ["APCA_API_KEY_ID": key, "APCA_API_SECRET_KEY": secret] }

    /// The options of a command that trades there.
    var options: [String] { ["--broker", "alpaca", "--config", config] }

    func stop() { running.send(SIGKILL) }

    /// What the venue answers at a path.
    func ask(_ path: String) throws -> String { try send("GET", path, "") }

    @discardableResult
    func send(_ method: String, _ path: String, _ body: String) throws -> String {
      let keys = ["APCA-API-KEY-ID": Self.key, "APCA-API-SECRET-KEY": Self.secret]
      return try Web.ask(method, port: port, path, headers: keys, body: body)
    }

    /// A list the venue answers with.
    func list(_ path: String) throws -> [[String: Any]] {
      let value = try JSONSerialization.jsonObject(with: Data(try ask(path).utf8))
      return try #require(value as? [[String: Any]])
    }

    /// Every execution the venue has made, page by page.
    func fills() throws -> [[String: Any]] {
      var fills: [[String: Any]] = []
      var cursor = ""
      while true {
        let page = try list("/v2/account/activities/FILL?direction=asc&page_size=100\(cursor)")
        fills += page
        guard page.count == 100, let last = page.last?["id"] as? String else { return fills }
        cursor = "&page_token=\(last)"
      }
    }

    func account() throws -> String {
      let text = try ask("/v2/account")
      let start = try #require(text.range(of: "\"account_number\":\""))
      return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    /// How often a fault has struck.
    func struck(_ fault: Substring) throws -> Int {
      let table = try JSONSerialization.jsonObject(with: Data(try ask("/control/faults").utf8))
      let struck = (table as? [String: Any])?["struck"] as? [String: Int]
      return try #require(struck)[String(fault)] ?? 0
    }

    /// How many orders are open.
    func open() throws -> Int {
      try ask("/v2/orders?status=open&limit=500").components(separatedBy: "\"client_order_id\"").count - 1
    }
  }
#endif
