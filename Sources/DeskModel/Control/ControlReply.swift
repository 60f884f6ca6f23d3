public import SlicingCore

/// The answer to a request from outside: one JSON object on one line.
public struct ControlReply: Codable, Hashable, Sendable {
  /// How it went.
  public enum Outcome: String, Codable, Hashable, Sendable {
    case done
    /// The desk refused; nothing changed.
    case refused
    /// A guard forbids it.
    case forbidden
    /// In force, and not on disk.
    case unstored
    /// The request was none.
    case invalid
  }

  /// How it went.
  public let outcome: Outcome
  /// In words, one line.
  public let message: String

  /// To a question about the state: why no slice can go now; nil if one can.
  public let blocked: String?

  /// Memberwise.
  public init(_ outcome: Outcome, _ message: String, blocked: String? = nil) {
    self.outcome = outcome
    self.message = message
    self.blocked = blocked
  }

  /// What a command came to.
  public init(_ answer: CommandAnswer) {
    switch answer {
    case .done(let words): self.init(.done, words)
    case .entered(let id, let slices): self.init(.done, "order \(id) entered, \(slices) slices")
    case .unstored(let words): self.init(.unstored, words)
    // Whoever halts a halted desk has what they want.
    case .refused(let refusal):
      if case .alreadyKilled = refusal {
        self.init(.done, refusal.words)
      } else {
        self.init(refusal.isGuard ? .forbidden : .refused, refusal.words)
      }
    }
  }

  /// The line that goes back.
  public var line: String {
    let words: [JSON.Member] = [
      .init("outcome", .string(outcome.rawValue)), .init("message", .string(message)),
    ]
    return JSON.object(words + (blocked.map { [.init("blocked", .string($0))] } ?? [])).line
  }
}

extension Refusal {
  /// Whether a guard, and not the request, is what stands in the way.
  public var isGuard: Bool {
    switch self {
    case .killed, .breaker, .firm, .stillBeyond, .readOnly: true
    default: false
    }
  }
}
