#if NETWORK
  import Foundation

  /// A desk of an account at Alpaca, whose part `tranche venue` plays.
  final class AlpacaDesk {
    let venue: VenueProgram
    private let state: String

    init(_ scratch: Scratch) throws {
      venue = try VenueProgram(scratch)
      state = scratch.state
    }

    /// Far from the market: they work and do not fill. A slice of each is sent at once.
    static let resting = ["AAPL", "MSFT", "IBM"].map { "buy 600 \($0) over 4m every 4s limit 1.00" }

    func arguments(_ command: String, _ more: [String] = []) -> [String] {
      [command] + venue.options + ["--state", state] + more
    }

    func started(_ orders: [String]) throws -> Running {
      try Program.start(arguments("run", orders), environment: VenueProgram.keys)
    }

    /// A command without the broker's options: the folder says whose orders it is about.
    func act(_ command: String, _ more: [String] = [], keys: [String: String] = VenueProgram.keys) throws
      -> Program.Outcome
    {
      try Program.run([command, "--config", venue.config, "--state", state] + more, environment: keys)
    }

    /// Given again while the broker is too slow: it has one second, which a busy machine does not leave it.
    func actInTime(_ command: String, _ more: [String] = []) throws -> Program.Outcome {
      var outcome = try act(command, more)
      _ = try eventually {
        guard isTooSlow(outcome) else { return true }
        outcome = try act(command, more)
        return false
      }
      return outcome
    }

    private func isTooSlow(_ outcome: Program.Outcome) -> Bool {
      ["still open (", "no answer within", "no connection in time"].contains(where: outcome.errors.contains)
    }
  }
#endif
