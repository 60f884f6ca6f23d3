import Glibc
import PaperExchange
import SlicingCore

@testable import Brokers

/// A Monday morning in New York: 10:00 ET.
let monday = Instant(microseconds: 1_772_463_600_000_000)

func symbol(_ text: String) -> Symbol {
  guard let symbol = Symbol(text) else { preconditionFailure("\(text) is not a symbol") }
  return symbol
}

func clientID(_ number: Int) -> ClientOrderID {
  let text = String(number, radix: 16)
  guard let id = ClientOrderID(String(repeating: "0", count: 24 - text.count) + text) else {
    preconditionFailure("\(number) makes no id")
  }
  return id
}

func submission(
  _ number: Int = 1, attempt: Int = 1, _ ticker: String = "AAPL", _ side: Side = .buy, _ quantity: Int = 20,
  _ type: OrderType = .market, _ timeInForce: TimeInForce = .day
) -> Submission {
  Submission(
    id: clientID(number), attempt: attempt, symbol: symbol(ticker), side: side, quantity: Shares(quantity),
    type: type, timeInForce: timeInForce)
}

let farBelow = OrderType.limit(Price(nanodollars: 1_000_000_000))

/// A ledger of its own that goes away with the test.
final class ScratchLedger {
  let folder: String
  var path: String { "\(folder)/ledger" }

  init() {
    var template = Array("/tmp/paper-broker-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no scratch folder: \(errno)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    unlink(path)
    rmdir(folder)
  }
}

/// A session under a hand-driven clock.
struct Desk {
  let ledger = ScratchLedger()
  var session: PaperSession
  var now: Instant
  /// What was said at once.
  private(set) var beginning: [BrokerEvent] = []

  init(
    _ script: String = "", seed: UInt64 = 42, _ deduplication: ExchangeConfiguration.Deduplication = .forever,
    hours: TradingHours = .aroundTheClock, from start: Instant = monday
  ) throws {
    let venue = try PaperVenue(
      ledgerPath: ledger.path, seed: seed, at: start,
      configuration: ExchangeConfiguration(deduplication: deduplication, hours: hours))
    now = start
    session = PaperSession(
      venue: venue, faults: try FaultScript(parsing: script), latency: .nearby, answerLimit: .seconds(5),
      startedAt: start)
    beginning = run(.zero)
  }

  mutating func submit(_ submission: Submission, allowed: Bool = true) {
    session.submit(submission, permit: { allowed }, at: now)
    session.commit(at: now)
  }

  mutating func cancel(_ number: Int = 1) {
    session.cancel(clientID(number), at: now)
    session.commit(at: now)
  }

  mutating func watch(_ ticker: String) {
    session.watch(symbol(ticker), at: now)
    session.commit(at: now)
  }

  mutating func query(_ number: Int = 1) {
    session.query(clientID(number), askedAt: now, at: now)
    session.commit(at: now)
  }

  /// Lets time pass from deadline to deadline, as the thread does; gives what arrived and when.
  mutating func run(_ length: TimeSpan) -> [BrokerEvent] { runTimed(length).map(\.event) }

  mutating func runTimed(_ length: TimeSpan) -> [(at: Instant, event: BrokerEvent)] {
    let end = now + length
    var arrived: [(at: Instant, event: BrokerEvent)] = []
    while true {
      now = min(end, max(now, session.nextDeadline ?? end))
      arrived += session.deliver(at: now).map { (now, $0) }
      session.commit(at: now)
      if now == end, session.nextDeadline.map({ $0 > end }) ?? true { return arrived }
    }
  }
}

extension BrokerEvent {
  /// One word for each event: what a test compares.
  var word: String {
    switch self {
    case .sent(_, _, .accepted): "accepted"
    case .sent(_, _, .rejected(let reason)): "rejected \(reason)"
    case .sent(_, _, .notSent(let reason, let after)): "not sent \(reason)" + (after.map { " \($0)" } ?? "")
    case .sent(_, _, .unauthorized): "unauthorized"
    case .sent(_, _, .unknown): "unknown"
    case .order(let report): "order \(report.state)"
    case .execution: "execution"
    case .bust: "bust"
    case .answered(_, .found(let report), _): "found \(report.state)"
    case .answered(_, .absent, _): "absent"
    case .answered(_, .failed, _): "failed"
    case .cancelAnswered(_, .accepted): "cancel accepted"
    case .cancelAnswered(_, .refused(let reason)): "cancel refused \(reason)"
    case .cancelAnswered(_, .unknown): "cancel unknown"
    case .openOrders(.listed(let reports, let foreign), _): "open \(reports.count) and \(foreign.count)"
    case .openOrders(.failed, _): "open failed"
    case .quote: "quote"
    case .link(let isUp, _): isUp ? "up" : "down"
    case .session(let session): session.words
    case .halt(let symbol, let reason): reason.map { "\(symbol) halted \($0)" } ?? "\(symbol) trades"
    case .position(let symbol, let shares): "position \(symbol) \(shares.count)"
    case .averageVolume(let symbol, _): "volume \(symbol)"
    case .bands(let symbol, let bands): "bands \(symbol) \(bands == nil ? "off" : "on")"
    case .clockSkew(let skew): "skew \(skew)"
    case .remark(let text): "remark \(text)"
    }
  }
}
