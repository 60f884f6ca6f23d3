internal import Testing

/// A promise in time, measured as what it is: a duration that depends on the machine as well.
///
/// It is kept where it is kept once: a program that is too slow is so each time. Where it never is, a canary
/// decides whose fault that is. In a round in which the canary was late by half the limit nobody can tell the
/// program's lateness from the machine's. A promise that is broken in a round of a machine that was on time
/// is a failure; where every round was a late machine's, the figures are a warning and nothing is judged.
///
/// What holds on any machine (nothing sent after the halt, nothing in a burst) is no promise in time, and
/// stated by the test that measures as any other fact.
public struct Promise {
  private let what: String
  private let limit: Duration
  private let place: SourceLocation
  private var figures: [String] = []
  private var wasOnTime = false

  private static let rounds = 5

  /// - Parameter round: measures once. What it throws is no lateness, and thrown on.
  public static func expect(
    _ what: String, within limit: Duration, fileID: String = #fileID, filePath: String = #filePath,
    line: Int = #line, column: Int = #column, _ round: () throws -> Duration
  ) rethrows {
    let place = SourceLocation(fileID: fileID, filePath: filePath, line: line, column: column)
    var promise = Promise(what: what, limit: limit, place: place)
    for _ in 1...rounds {
      let canary = Canary()
      defer { _ = canary.stop() }
      if promise.isKept(try round(), canary.stop()) { return }
    }
    promise.fail()
  }

  /// The same for what is measured asynchronously.
  public static func expect(
    _ what: String, within limit: Duration, fileID: String = #fileID, filePath: String = #filePath,
    line: Int = #line, column: Int = #column, _ round: () async throws -> Duration
  ) async rethrows {
    let place = SourceLocation(fileID: fileID, filePath: filePath, line: line, column: column)
    var promise = Promise(what: what, limit: limit, place: place)
    for _ in 1...rounds {
      let canary = Canary()
      defer { _ = canary.stop() }
      if promise.isKept(try await round(), canary.stop()) { return }
    }
    promise.fail()
  }

  private mutating func isKept(_ took: Duration, _ late: Duration) -> Bool {
    figures.append("\(took) (the machine was late by \(late))")
    wasOnTime = wasOnTime || late < limit / 2
    return took <= limit
  }

  private func fail() {
    let words = "\(what): at most \(limit) promised, measured \(figures.joined(separator: ", "))"
    Issue.record(
      Comment(rawValue: words), severity: wasOnTime ? .error : .warning, sourceLocation: place)
  }
}
