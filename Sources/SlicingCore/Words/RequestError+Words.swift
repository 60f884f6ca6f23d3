extension RequestError: CustomStringConvertible {
  /// What is wrong with the request, what was expected and what to do.
  public var words: String {
    switch self {
    case .empty: "nothing was typed: an order reads like buy 12000 AAPL over 30m every 1m"
    case .missing(let field): field.missingWords
    case .unknownWord(let word):
      "\(Phrase.typed(word)) is not a word of an order: use over, until, every, market, limit, stop, tif or start"
    case .repeatedWord(let word):
      "\(Phrase.typed(word)) says again what was said before: each of over/until, every, market, limit, stop, "
        + "tif and start stands once"
    case .tooLong(let limit): "the text is too long: at most \(limit) bytes"
    case .unknownSide(let text): "\(Phrase.typed(text)) is not a side: an order begins with buy or sell"
    case .badSymbol(let text):
      "\(Phrase.typed(text)) is not a symbol: 1 to 16 of A-Z, 0-9, dot, slash and hyphen, like AAPL or BRK.B"
    case .badTimeInForce(let text): "\(Phrase.typed(text)) is not a time in force: it is day, gtc, ioc or fok"
    case .badQuantity, .quantityNotPositive, .quantityTooLarge: quantityWords
    case .unknownType, .badPrice, .priceNotPositive, .priceOffGrid, .priceWithoutUse, .stopLimitCrossed:
      priceWords
    case .badDuration, .durationTooLong, .durationNotWholeSeconds, .badInterval, .intervalTooShort,
      .intervalTooLong, .intervalNotWholeSeconds, .durationBelowInterval, .badClockTime, .badStart:
      timeWords
    }
  }

  /// The same words, so that an error printed anywhere is readable.
  public var description: String { words }

  private var quantityWords: String {
    switch self {
    case .badQuantity(let text):
      "\(Phrase.typed(text)) is not a whole number of shares: quantities are whole, like 12000, 12,000, 12k or 1.5m"
    case .quantityNotPositive: "the quantity is not positive: an order is for at least 1 share"
    case .quantityTooLarge(let limit):
      "the quantity is too large: at most \(Phrase.shares(limit)) in one order"
    default: preconditionFailure("not about a quantity: \(self)")
    }
  }

  private var priceWords: String {
    switch self {
    case .unknownType(let text):
      "\(Phrase.typed(text)) is not an order type: it is market, limit, stop or stop_limit"
    case .badPrice(let text):
      "\(Phrase.typed(text)) is not a price: plain digits with a decimal point, like 187.50"
    case .priceNotPositive: "the price is not positive: leave it out for a market order"
    case .priceOffGrid(let price) where price.nanodollars >= Price.scale:
      "\(price) has too many decimals: from $1.00 up a price has at most 2, like 187.50"
    case .priceOffGrid(let price):
      "\(price) has too many decimals: below $1.00 a price has at most 4, like 0.9875"
    case .priceWithoutUse(let field, let type):
      "a \(Phrase.typed(type)) order has no \(field.noun): remove it, or choose another type"
    case .stopLimitCrossed(.buy, let stop, let limit):
      "limit \(limit) is below stop \(stop): a buy would never fill, so the limit must be \(stop) or more"
    case .stopLimitCrossed(.sell, let stop, let limit):
      "limit \(limit) is above stop \(stop): a sell would never fill, so the limit must be \(stop) or less"
    default: preconditionFailure("not about a price: \(self)")
    }
  }

  private var timeWords: String {
    switch self {
    case .badDuration(let text):
      "\(Phrase.typed(text)) is not a duration: write 45s, 30m, 2h or 1h30m, or until 15:55"
    case .durationTooLong(let limit): "the duration is too long: at most \(limit)"
    case .durationNotWholeSeconds(let span):
      "the duration \(span) is not whole seconds: leave the fraction out"
    case .badInterval(let text): "\(Phrase.typed(text)) is not an interval: write 30s, 1m or 1m30s"
    case .intervalTooShort(let span):
      "the interval \(span) is too short: slices are at least \(OrderRequest.minimumInterval) apart"
    case .intervalTooLong(let limit): "the interval is too long: at most \(limit)"
    case .intervalNotWholeSeconds(let span):
      "the interval \(span) is not whole seconds: leave the fraction out"
    case .durationBelowInterval(let duration, let interval):
      "the duration \(duration) is shorter than one interval of \(interval): lengthen it, or shorten the interval"
    case .badClockTime(let text):
      "\(Phrase.typed(text)) is not a time of day: write it like 15:55, New York time"
    case .badStart(let text): "\(Phrase.typed(text)) is not a start: write now, or a New York time like 14:30"
    default: preconditionFailure("not about time: \(self)")
    }
  }
}

extension DraftField {
  /// The field's name in a sentence.
  public var noun: String {
    switch self {
    case .side: "side"
    case .quantity: "quantity"
    case .symbol: "symbol"
    case .type: "order type"
    case .limit: "limit price"
    case .stop: "stop price"
    case .horizon: "duration"
    case .interval: "interval"
    case .start: "start"
    case .timeInForce: "time in force"
    }
  }

  fileprivate var missingWords: String { "the \(noun) is missing: \(example)" }

  /// What the field takes; also the hint beside an empty one.
  public var example: String {
    switch self {
    case .side: "buy or sell"
    case .quantity: "whole shares, like 12000, 12,000, 12k or 1.5m"
    case .symbol: "like AAPL or BRK.B"
    case .type: "market, limit, stop or stop_limit"
    case .limit: "like 187.50"
    case .stop: "like 240.00"
    case .horizon: "like 45s, 30m, 2h or 1h30m, or until 15:55"
    case .interval: "like 30s, 1m or 1m30s"
    case .start: "now, or a New York time like 14:30"
    case .timeInForce: "day, gtc, ioc or fok"
    }
  }
}
