import DeskModel
import SlicingCore
import Terminal
import TestSupport
import Testing

@testable import Console

/// A cat on the keyboard. Whatever is pressed, without the answers that confirm nothing is submitted,
/// canceled, resumed, reset, settled or released; and there is no size and no state that the view cannot
/// draw.
@Suite(.heavy) struct RandomKeysTests {
  /// SplitMix64: the same keys in every run.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let keys: [Key] =
    "nxXpKrRTBUaAytq/:?hjklgG12345 0.,#bsmoé\u{301}".map { .char($0) } + [
      .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backspace,
      .delete, .insert, .ctrl("a"), .ctrl("c"), .ctrl("u"), .ctrl("l"), .ctrl("z"), .ctrl("k"), .function(12),
      .function(1), .alt("x"), .paste("buy 100 AAPL over 5m"), .paste("y"), .paste("cancel all"),
      .paste("release"), .paste("halt AAPL"),
      .pasteCut, .focusLost, .modified(.up, .shift),
    ]

  /// `y` confirms in dialogs and copies elsewhere; Enter confirms a review. Typed words cannot come up by
  /// chance in a field that takes no paste. Both keys are left out where they would confirm.
  static func wouldConfirm(_ key: Key, _ state: ConsoleState) -> Bool {
    guard let dialog = state.dialogs.last?.dialog else { return false }
    return key == .char("y") || key == .enter && dialog is ReviewDialog
  }

  static func fixture(_ index: Int) -> Fixture {
    let all: [Fixture] = [
      .running(), .halted(), .quiet(), .restarted(), DialogRulesTests.tripped(), Fixture(), .lost(),
      .halvesHalted(), .firmUnread(), .alarmed(), .trading(until: Fixture.clock(14, 40)),
    ]
    return all[index % all.count]
  }

  static func isHarmless(_ command: DeskCommand) -> Bool {
    switch command {
    case .hold, .holdAll, .kill, .explainKill, .tripBreaker: true
    case .submit, .cancelParent, .cancelSlice, .cancelAll, .resume, .release, .resetBreaker, .resolve: false
    }
  }

  @Test func `ten thousand sequences of keys do no harm`() {
    var random = Generator(state: 20_260_302)
    let consoles = (0..<11).map { Self.fixture($0).console() }
    for sequence in 0..<10_000 {
      var state = consoles[sequence % consoles.count]
      var milliseconds: Int64 = 0
      var pressed: [Key] = []
      for _ in 0..<30 {
        let key = Self.keys[Int(random.next() % UInt64(Self.keys.count))]
        if Self.wouldConfirm(key, state) { continue }
        pressed.append(key)
        milliseconds += Int64(random.next() % 700)
        for case .desk(let command) in state.take(key, at: milliseconds) {
          #expect(Self.isHarmless(command), "sequence \(sequence): \(pressed.map(\.label)) gave \(command)")
        }
      }
    }
  }

  @Test func `every state can be drawn at every size`() {
    var random = Generator(state: 7)
    for sequence in 0..<120 {
      var state = Self.fixture(sequence).console(glyphs: sequence % 2 == 0 ? .unicode : .ascii)
      for step in 0..<12 {
        let key = Self.keys[Int(random.next() % UInt64(Self.keys.count))]
        _ = state.take(key, at: Int64(step) * 400)
      }
      let size = TerminalSize(width: 1 + Int(random.next() % 300), height: 1 + Int(random.next() % 100))
      _ = state.update(.resize(size))
      let frame = view(state, size: size)
      #expect(frame.buffer.size == size)
      if let cursor = frame.cursor { #expect(frame.buffer[cursor.x, cursor.y] != nil, "\(size) \(cursor)") }
    }
  }

  @Test func `the smallest sizes name the halt where a line has room for it`() {
    for (width, height) in [(59, 15), (40, 10), (30, 5), (80, 8)] {
      let screen = view(Fixture.running().console(), size: TerminalSize(width: width, height: height)).buffer
        .plainText()
      #expect(screen.contains("too small"), "\(width)x\(height)")
      #expect(screen.contains("Ctrl-K"), "\(width)x\(height)")
    }
    for side in 0...3 { _ = view(Fixture.halted().console(), size: TerminalSize(width: side, height: side)) }
  }
}
