internal import SlicingCore
internal import Terminal

/// How an order is named on the screen, the same in every pane and dialog.
enum OrderWords {
  /// `1  BUY +  12,000 AAPL  limit 187.50`.
  static func headline(_ parent: Parent) -> TextLine {
    TextLine("\(parent.ordinal)  ", .textStrong) + headline(parent.request)
  }

  /// `BUY +  12,000 AAPL  limit 187.50`.
  static func headline(_ request: OrderRequest) -> TextLine {
    TextLine(request.side.label, request.side.role)
      .then("  \(request.quantity) \(request.symbol)  ", .textStrong)
      .then(request.type.label)
  }

  /// `held: breaker`, `working`, `unknown 400`: the one word that matters most.
  static func status(_ book: ParentBook) -> (text: SafeText, role: Role) {
    let status = book.parent.status
    if !status.isFinal, book.shares.unknown > .zero {
      return ("unknown \(book.shares.unknown)", .stateUnknown)
    }
    if let hold = book.parent.hold, !status.isFinal { return ("held: \(hold.cause.words)", .guardWarn) }
    switch status {
    case .completed: return (SafeText(untrusted: status.words), .stateDone)
    case .working: return (SafeText(untrusted: status.words), .stateWorking)
    case .rejected: return (SafeText(untrusted: status.words), .guardTrip)
    case .scheduled, .held, .partial, .canceled: return (SafeText(untrusted: status.words), .text)
    }
  }

  /// Mark, role and words of a slice, with what is left or how long it takes until it is due.
  static func status(_ slice: Slice, isHeld: Bool, now: Instant, glyphs: GlyphSet) -> TextLine {
    switch slice.status {
    case .pending:
      let wait = slice.due - now
      // A held order sends nothing however close the time is.
      let words: SafeText = isHeld ? " held, due in " : " in "
      return TextLine(glyphs(.empty) + words + Figures.countdown(wait), .textDim)
    case .sending: return marked(slice, glyphs(.half), .stateWorking)
    case .submitted, .partiallyFilled:
      let ending: SafeText = slice.cancelRequested ? ", cancel asked" : ""
      return TextLine(glyphs(.half), .stateWorking)
        .then(" working \(slice.leaves) left" + ending, .stateWorking)
    case .unknown: return marked(slice, "?", .stateUnknown)
    case .filled: return marked(slice, glyphs(.full), .stateDone)
    case .canceled, .expired: return marked(slice, glyphs(.cross), .textDim)
    case .rejected, .failed, .missed: return marked(slice, glyphs(.cross), .fieldError)
    case .blockedKillSwitch, .blockedCircuitBreaker, .blockedRiskLimit, .blockedSession, .blockedHold:
      return marked(slice, glyphs(.stop), .guardWarn)
    }
  }

  private static func marked(_ slice: Slice, _ mark: SafeText, _ role: Role) -> TextLine {
    var line = TextLine(mark + " \(slice.status.words)", role)
    if let rest = slice.rest, slice.leaves > .zero {
      line = line.then(", \(words(rest)) \(slice.leaves)", role)
    }
    guard let reason = slice.restReason ?? slice.reason, !reason.isEmpty else { return line }
    return line.then(": \(reason)", .textDim)
  }

  /// What became of the shares not filled.
  static func words(_ rest: Rest) -> SafeText {
    switch rest {
    case .owed: "owed"
    case .closed: "given up"
    case .moved: "moved"
    }
  }
}
