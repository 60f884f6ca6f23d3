/// What can be made to go wrong at the venue. The raw value is the name on the command line and at the
/// control endpoint; `words` is its line in the help.
enum Fault: String, CaseIterable, Hashable {
  case holdAnswer = "hold-answer"
  case answer504 = "answer-504"
  case dropAnswer = "drop-answer"
  case holdCancel = "hold-cancel"
  case cancel504 = "cancel-504"
  case dropCancel = "drop-cancel"
  case hideOrder = "hide-order"
  case holdList = "hold-list"
  case fillBeforeAnswer = "fill-before-answer"
  case answer401 = "answer-401-html"
  case answer429 = "answer-429"
  case rejectLater = "reject-later"
  case fillOnCancel = "fill-on-cancel"
  case stuckCancel = "stuck-cancel"
  case dropSocket = "drop-socket-mid-fill"
  case duplicateFill = "duplicate-fill"
  case replayFrames = "replay-frames"
  case muteStream = "mute-stream"
  case loseFill = "lose-fill"
  case swapFrames = "swap-frames"
  case totalAhead = "total-ahead"
  case muteData = "mute-data"
  case refuseUpgrade = "refuse-upgrade"
  case earlyClose = "early-close"
  case notShortable = "not-shortable"
  case numbersForStrings = "numbers-for-strings"
  case textTimes = "text-times"
  case wrongWords = "wrong-words"
  case loseChange = "lose-change"

  var words: String {
    switch self {
    case .holdAnswer: "the answer to a new order comes this many seconds after it was booked (default 30)"
    case .answer504: "a new order is booked, and answered by a 504 in HTML"
    case .dropAnswer: "a new order is booked, and the connection closed instead of an answer"
    case .holdCancel: "the answer to a cancel comes this many seconds after it was done (default 30)"
    case .cancel504: "a cancel is done, and answered by a 504 in HTML"
    case .dropCancel: "a cancel is done, and the connection closed instead of an answer"
    case .hideOrder: "asked for by its client id, an order is not found although it is there"
    case .holdList: "the list of orders comes this many seconds late (default 30)"
    case .fillBeforeAnswer: "the stream tells of a new order's fills before the order is answered"
    case .answer401: "every request is answered by a 401 in HTML"
    case .answer429: "every request is answered by a 429, whatever the rate"
    case .rejectLater: "a new order is accepted, and rejected on the stream afterwards"
    case .fillOnCancel: "a cancel is accepted, and the order fills instead"
    case .stuckCancel: "a cancel is accepted, and the order stays in pending_cancel and can fill"
    case .dropSocket: "the stream's connection breaks right after a fill"
    case .duplicateFill: "every fill is told twice"
    case .replayFrames: "who begins to listen gets the last frames again (default 10)"
    case .muteStream: "the stream stays connected, answers pings, and tells nothing"
    case .loseFill: "fills are not told"
    case .swapFrames: "the stream's frames come in pairs, the second first"
    case .totalAhead: "a partial fill is told together with the next, and with the total of both"
    case .muteData: "the data stream is opened, answers pings, and tells nothing"
    case .refuseUpgrade: "no stream is opened: 429 instead of 101"
    case .earlyClose: "the market closes at 13:00 today"
    case .notShortable: "no asset is shortable, and a sale of more than is held is refused"
    case .numbersForStrings: "decimals are JSON numbers instead of strings"
    case .textTimes: "the data stream's times are text in MessagePack too"
    case .wrongWords: "refusals have another status and other words"
    case .loseChange: "cancels and replacements are answered as done, and not done"
    }
  }
}

/// A fault as it is switched on: `NAME`, `NAME=VALUE`, and after either `@PERCENT` and `*TIMES`, in this
/// order.
struct FaultRule: Hashable {
  let fault: Fault
  /// Seconds or a count, where the fault knows one.
  var value: Int?
  /// How often it strikes, of a hundred occasions.
  var percent = 100
  /// After so many times it is over; nil for never.
  var times: Int?

  init?(_ text: String) {
    var rest = Substring(text)
    guard let times = FaultRule.suffix("*", of: &rest), let percent = FaultRule.suffix("@", of: &rest),
      let value = FaultRule.suffix("=", of: &rest), let fault = Fault(rawValue: String(rest))
    else { return nil }
    self.fault = fault
    self.value = value.number
    self.times = times.number
    if let number = percent.number { self.percent = number }
    guard (0...100).contains(self.percent) else { return nil }
  }

  private struct Suffix { let number: Int? }

  /// Cuts a suffix off; nil where one begins and is no number.
  private static func suffix(_ mark: Character, of text: inout Substring) -> Suffix? {
    guard let start = text.lastIndex(of: mark) else { return Suffix(number: nil) }
    guard let number = Int(text[text.index(after: start)...]), (0...1_000_000).contains(number) else {
      return nil
    }
    text = text[..<start]
    return Suffix(number: number)
  }

  var text: String {
    fault.rawValue + (value.map { "=\($0)" } ?? "") + (percent == 100 ? "" : "@\(percent)")
      + (times.map { "*\($0)" } ?? "")
  }
}
