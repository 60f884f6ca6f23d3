internal import DeskModel
internal import SlicingCore
internal import Terminal

/// One limit and how much of it is used: `day 3.49M/200M`, marked where it is above its warning or its block.
struct LimitUse: Sendable, Hashable {
  enum Level: Int, Comparable, Sendable {
    case calm, warn, block
    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  let text: SafeText
  let level: Level

  /// `judged` is what the limit is compared with where that is more than what is used: the next order, say.
  /// A warning that was agreed to when the order was entered is no news afterwards, and not marked again.
  init<Value: Comparable & Sendable>(
    _ name: SafeText, _ used: Value?, _ limit: Limit<Value>, judged: Value? = nil, isAgreed: Bool = false,
    words: (Value) -> SafeText
  ) {
    text = name + " " + (used.map(words) ?? "–") + "/" + (limit.block.map(words) ?? "–")
    let found = (judged ?? used).map { LimitUse.level(of: $0, limit) } ?? .calm
    level = isAgreed && found == .warn ? .calm : found
  }

  /// A limit with one level; from four fifths of it on it is marked.
  init(_ name: SafeText, _ amount: Notional, of limit: Notional?) {
    // Neither a loss nor a fall is ever less than none.
    let used = max(.zero, amount)
    text = name + " \(used.short)/" + (limit.map { "\($0.short)" } ?? "–")
    guard let limit else {
      level = .calm
      return
    }
    let warn = Notional(nanodollars: limit.nanodollars / 5 * 4)
    level = used > limit ? .block : used >= warn && used > .zero ? .warn : .calm
  }

  private static func level<Value: Comparable & Sendable>(of value: Value, _ limit: Limit<Value>) -> Level {
    if let block = limit.block, value > block { return .block }
    if let warn = limit.warn, value > warn { return .warn }
    return .calm
  }

  /// The sign says it before the colour does.
  var line: TextLine {
    switch level {
    case .calm: TextLine(text)
    case .warn: TextLine("! " + text, .guardWarn)
    case .block: TextLine("■ " + text, .guardTrip)
    }
  }
}

/// Every limit's use at one moment, of the desk and of the order the trader is busy with.
struct LimitUses: Sendable {
  let uses: [LimitUse]
  /// Today's loss and its fall from the highest; nil for a console that reads no executions.
  let profit: [LimitUse]

  /// Where there is room for one row and nothing is near.
  let usual: [LimitUse]

  /// The limits above their warnings, the worst first.
  var marked: [LimitUse] {
    let all = profit + uses
    return all.filter { $0.level == .block } + all.filter { $0.level == .warn }
  }

  init(_ state: ConsoleState, _ snapshot: DeskSnapshot, _ usage: LimitUsage) {
    let desk = snapshot.desk
    let limits = desk.settings.limits
    let subject = Subject(state, desk)
    let order = subject.ofOrder(limits, desk)
    let day = LimitUse("day", usage.allDay, limits.allDay, words: Self.money)
    usual = order.prefix(1) + [day]
    uses =
      order + subject.ofSymbol(limits, desk, usage)
      + [
        day,
        LimitUse(
          "msgs", usage.ordersLastMinute, limits.ordersPerMinute, judged: usage.ordersLastMinute + 1,
          words: Self.count),
        LimitUse(
          "open", usage.openParents, limits.openParents, judged: usage.openParents + 1, words: Self.count),
      ] + subject.ofMarket(limits, desk, now: state.now)
    guard snapshot.readOnlyHolder == nil else {
      profit = []
      return
    }
    profit = [
      LimitUse("loss", .zero - desk.profit.total, of: limits.dailyLoss),
      LimitUse("drawdown", desk.profit.drawdown, of: limits.maxDrawdown),
    ]
  }

  fileprivate static func money(_ notional: Notional) -> SafeText { "\(notional.short)" }
  fileprivate static func count(_ number: Int) -> SafeText { "\(number)" }
}

/// The order that limits of one order are about: the one being typed, else the selected one while it is not
/// over.
private struct Subject {
  let request: OrderRequest?
  let price: Price?
  let slice: Shares?
  let isTyped: Bool

  init(_ state: ConsoleState, _ desk: Desk) {
    if case .success(let preview)? = state.entry.preview {
      isTyped = true
      request = preview.plan.request
      slice = preview.plan.slices.first?.quantity
      price = desk.referencePrice(of: preview.plan.request, arrival: nil)
    } else if let book = state.selectedBook, !book.parent.status.isFinal {
      isTyped = false
      request = book.parent.request
      slice = book.nextPending?.quantity
      price = desk.referencePrice(of: book.parent.request, arrival: book.parent.arrivalPrice)
    } else {
      (isTyped, request, slice, price) = (false, nil, nil, nil)
    }
  }

  func ofOrder(_ limits: RiskLimits, _ desk: Desk) -> [LimitUse] {
    let order = request.flatMap { request in price.map { $0 * request.quantity } }
    let part = slice.flatMap { slice in price.map { $0 * slice } }
    return [
      LimitUse("order", order, limits.orderNotional, isAgreed: !isTyped, words: LimitUses.money),
      LimitUse("slice", part, limits.sliceNotional, isAgreed: !isTyped, words: LimitUses.money),
    ]
  }

  func ofSymbol(_ limits: RiskLimits, _ desk: Desk, _ usage: LimitUsage) -> [LimitUse] {
    guard let symbol = request?.symbol else { return [] }
    let used = usage.symbolDay(symbol)
    let typed = isTyped ? request.flatMap { request in price.map { $0 * request.quantity } } : nil
    return [
      LimitUse(
        "\(symbol)", used, limits.symbolDay, judged: used + (typed ?? .zero), words: LimitUses.money)
    ]
  }

  /// Of what trades in its symbol: its own executions, the quote's age, the share of a day's volume.
  func ofMarket(_ limits: RiskLimits, _ desk: Desk, now: Instant) -> [LimitUse] {
    guard let request else { return [] }
    let repeats = desk.repeatedExecutions(request, at: now)
    let age = desk.quotes[request.symbol].map { max(.zero, now - $0.at) }
    let share = desk.averageVolumes[request.symbol].map {
      Int(clamping: Int128(request.quantity.count) * 10_000 / Int128($0.count))
    }
    let volume = share.map {
      LimitUse(
        "volume", $0, limits.volumeShareBasisPoints, isAgreed: !isTyped,
        words: Figures.percent(basisPoints:))
    }
    return [
      LimitUse(
        "repeats", repeats, limits.repeatedExecutions, judged: repeats + 1, words: LimitUses.count),
      LimitUse("quote", age, limits.quoteAge) { Figures.coarse($0) },
    ] + (volume.map { [$0] } ?? [])
  }
}

extension LimitFinding.Level {
  /// How it is marked wherever it is said.
  var role: Role { self == .block ? .guardTrip : .guardWarn }
}
