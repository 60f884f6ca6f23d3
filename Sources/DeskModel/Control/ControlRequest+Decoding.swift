extension ControlRequest {
  private enum Member: String, CodingKey, CaseIterable {
    case command, order, symbol, owed, filled, price, acceptWarnings, reason, by
  }

  /// Any member's name.
  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// A member it does not know refuses the whole request: `"symbl"` must not turn the release of one symbol
  /// into a release of everything.
  public init(from decoder: any Decoder) throws {
    let names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue)
    if let stranger = names.sorted().first(where: { Member(rawValue: $0) == nil }) {
      throw ControlError.unknownMember(ControlRequest.printable(stranger))
    }
    let members = try decoder.container(keyedBy: Member.self)
    for member in [Member.order, .symbol] where members.contains(member) {
      // Nothing is no order: a script whose variable is empty must not release everything.
      if try members.decodeNil(forKey: member) {
        let kind = member == .order ? "an order" : "a symbol"
        throw ControlError.badValue(member.rawValue, expected: "left out, or \(kind)")
      }
    }
    self.init(
      try members.decode(ControlVerb.self, forKey: .command),
      order: try members.decodeIfPresent(String.self, forKey: .order),
      symbol: try members.decodeIfPresent(String.self, forKey: .symbol),
      owed: try members.decodeIfPresent(String.self, forKey: .owed),
      filled: try members.decodeIfPresent(Int.self, forKey: .filled),
      price: try members.decodeIfPresent(String.self, forKey: .price),
      acceptWarnings: try members.decodeIfPresent(Bool.self, forKey: .acceptWarnings),
      reason: try members.decodeIfPresent(String.self, forKey: .reason),
      by: try members.decodeIfPresent(String.self, forKey: .by))
  }
}
