internal import FoundationEssentials

/// What `tranche status --json` says, as far as a person who recovers a desk looks at it.
struct DeskStatus: Decodable, Sendable {
  struct Order: Decodable, Sendable {
    let ordinal: Int
    let symbol: String
    let status: String
    let hold: String?
    let reason: String?
  }

  let halted: Bool
  let breaker: String
  let orders: [Order]

  static func read(_ program: TrancheProgram) throws -> DeskStatus? {
    let outcome = try program.ask(["status", "--json"])
    guard outcome.isDone else { return nil }
    return try JSONDecoder.forCommands.decode(DeskStatus.self, from: Data(outcome.output.utf8))
  }
}

extension JSONDecoder {
  static var forCommands: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
