/// The parts of `ESC [ parameters final`.
struct CSISequence: Equatable {
  let final: UInt8
  /// `<`, `?`, `>` or `=` before the numbers.
  let prefix: UInt8?
  /// The numbers; one that is missing or absurd is 0. What follows a colon is in `details`.
  let numbers: [Int]
  /// The part after a colon in each number, 0 where there is none.
  let details: [Int]

  init(parameters: [UInt8], final: UInt8) {
    self.final = final
    var rest = parameters[...]
    if let first = rest.first, (0x3C...0x3F).contains(first) {
      prefix = first
      rest = rest.dropFirst()
    } else {
      prefix = nil
    }
    let fields = rest.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let parts = fields.map { $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) }
    numbers = parts.map { Self.number($0.first ?? []) }
    details = parts.map { $0.count > 1 ? Self.number($0[1]) : 0 }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    guard digits.count <= 7, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }

  /// Keys held, which terminals send as their bits plus one. Lock keys and the like are left out.
  func modifiers(at index: Int) -> KeyModifiers {
    let value = number(index)
    return value < 1 ? [] : KeyModifiers(rawValue: UInt8((value - 1) & 7))
  }

  /// Whether this reports that a key came up, which one protocol of the newer terminals does.
  var isRelease: Bool { details.count > 1 && details[1] == 3 }

  var startsPaste: Bool { prefix == nil && final == UInt8(ascii: "~") && numbers.first == 200 }
}
