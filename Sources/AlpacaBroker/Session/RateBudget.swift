internal import SlicingCore

/// How many requests may still be made. The broker allows so many a minute to an account, and answers the one
/// above with a refusal, so what must always get through has a share nothing else may use.
///
/// Two counts, and the smaller one holds: our own of the last minute, which no window of the broker's can
/// exceed wherever it begins; and what the broker's headers say is left, less what was sent since, which also
/// knows of other programs on the account. Cancels go by our own count alone: what the broker refuses it may
/// refuse, and the desk asks again, but no header keeps a halt from trying.
struct RateBudget {
  /// What a request is for; the later the less urgent.
  enum Use: Comparable { case cancel, question, order }

  private(set) var limit: Int
  /// When each request of the last minute was written, oldest first.
  private var sent: [Instant] = []
  private var window: Window?

  /// The broker's own count, from its newest answer.
  private struct Window {
    var remaining: Int
    let resetsAt: Instant
  }

  static let minute = TimeSpan.seconds(60)

  init(limit: Int) { self.limit = max(1, limit) }

  /// A twentieth is for cancels alone, another for them and questions: of 200, 180 are left for orders, which
  /// a slice a minute of 150 parents leaves room in. Many cancels are one request (`AlpacaSession+Cancels`).
  private func reserve(_ use: Use) -> Int {
    switch use {
    case .cancel: 0
    case .question: limit / 20
    case .order: limit / 10
    }
  }

  /// Whether one more may be made now.
  func allows(_ use: Use, at now: Instant) -> Bool { left(use, at: now) > reserve(use) }

  /// How many more of a kind may be made now.
  func allowance(_ use: Use, at now: Instant) -> Int { max(0, left(use, at: now) - reserve(use)) }

  /// A request is about to be written.
  mutating func spend(at now: Instant) {
    sent.removeFirst(sent.count - recent(at: now).count)
    sent.append(now)
    window?.remaining -= 1
  }

  /// A request was given up before a byte of it left.
  mutating func giveBack() {
    _ = sent.popLast()
    window?.remaining += 1
  }

  /// What an answer's headers say. Answers overtake one another, so within a window the count only falls.
  mutating func learn(limit: Int?, remaining: Int?, resetsAt: Instant?, at now: Instant) {
    if let limit, (1...1_000_000).contains(limit) { self.limit = limit }
    guard let remaining = remaining.map({ min(max(0, $0), self.limit) }), let resetsAt, resetsAt > now,
      resetsAt - now <= RateBudget.minute * 2
    else { return }
    if let window, window.resetsAt == resetsAt {
      self.window?.remaining = min(window.remaining, remaining)
    } else {
      window = Window(remaining: remaining, resetsAt: resetsAt)
    }
  }

  /// The broker refused one for its rate: nothing but cancels before the next window, or before a while is
  /// over where it does not say when that is.
  @discardableResult
  mutating func refused(until resetsAt: Instant?, at now: Instant) -> TimeSpan {
    let until =
      resetsAt.flatMap { $0 > now && $0 - now <= RateBudget.minute * 2 ? $0 : nil } ?? now + .seconds(5)
    window = Window(remaining: 0, resetsAt: until)
    return until - now
  }

  /// How long until one more of a kind may be made; zero where it may now.
  func wait(_ use: Use, at now: Instant) -> TimeSpan {
    guard !allows(use, at: now) else { return .zero }
    var wait = TimeSpan.milliseconds(100)
    if use != .cancel, let window, window.resetsAt > now, window.remaining <= reserve(use) {
      wait = max(wait, window.resetsAt - now)
    }
    let recent = recent(at: now)
    let excess = recent.count + reserve(use) + 1 - limit
    if excess > 0 {
      let last = recent.index(recent.startIndex, offsetBy: min(excess, recent.count) - 1)
      wait = max(wait, recent[last] + RateBudget.minute - now)
    }
    return wait
  }

  /// The requests of the last minute.
  private func recent(at now: Instant) -> ArraySlice<Instant> {
    sent.drop { now - $0 >= RateBudget.minute }
  }

  private func left(_ use: Use, at now: Instant) -> Int {
    let told = use == .cancel ? nil : window.flatMap { $0.resetsAt > now ? $0.remaining : nil }
    return min(limit - recent(at: now).count, told ?? limit)
  }
}
