internal import WireFormats

/// What the broker says of a symbol besides its price.
struct AssetReading: Equatable {
  /// Nil where the answer says nothing of it: the broker refuses what it does not allow.
  let isTradable: Bool?
  /// The same.
  let isShortable: Bool?

  init(_ value: WireValue) {
    isTradable = value["tradable"]?.truth
    isShortable = value["shortable"]?.truth
  }

  /// What a trader has to know of it, in words; nil where there is nothing.
  ///
  /// - Parameter mayShort: whether the account may sell short at all; where it may not, one symbol is no
  /// news.
  func obstacle(mayShort: Bool) -> String? {
    if isTradable == false { return "cannot be traded at the broker now" }
    guard mayShort, isShortable == false else { return nil }
    return "may not be sold short: the broker has none to lend, and refuses to sell more than is held"
  }
}
