// How a worker process tells its supervisor what a run came to: one line of text.

extension RunResult {
  /// Everything but the options, which the supervisor knows.
  public var line: String {
    let numbers = [planned, due, written, filled, attempts, ended, steps] + faults + situations
    var words = numbers.map(String.init) + [digest]
    if let violation {
      words += ["\(violation.invariant.rawValue)", "\(violation.step)"]
      words.append(violation.text.replacing("\n", with: " "))
    }
    return words.joined(separator: " ")
  }

  /// Reads what `line` wrote; nil for anything else.
  public init?(line: String, options: RunOptions) {
    let (faultCount, situationCount) = (FaultClass.allCases.count, Situation.allCases.count)
    let counted = 7 + faultCount + situationCount
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    let numbers = words.prefix(counted).compactMap { Int($0) }
    guard numbers.count == counted, words.count > counted else { return nil }
    var violation: Violation?
    let rest = words.dropFirst(counted + 1)
    if !rest.isEmpty {
      guard rest.count > 2, let invariant = Int(rest[counted + 1]).flatMap(Invariant.init(rawValue:)),
        let step = Int(rest[counted + 2])
      else { return nil }
      violation = Violation(
        invariant: invariant, step: step, text: rest.dropFirst(2).joined(separator: " "))
    }
    self.init(
      options: options, planned: numbers[0], due: numbers[1], written: numbers[2], filled: numbers[3],
      attempts: numbers[4], ended: numbers[5], steps: numbers[6],
      faults: Array(numbers[7..<7 + faultCount]), situations: Array(numbers[(7 + faultCount)...]),
      digest: String(words[counted]), violation: violation)
  }
}
