import SlicingCore
import Terminal
import Testing

@testable import Console

/// Whole screens, as a trader sees them.
@Suite struct GoldenScreenTests {
  enum Scene: String, CaseIterable, Sendable {
    case empty, errors, preview, review, running, halted, quiet, resume, recovery, help, session, closed
    case lost, halts, firm, limits, alerts

    /// A console in this scene.
    func console(_ glyphs: GlyphSet, _ size: TerminalSize) -> ConsoleState {
      var keyboard = Keyboard(fixture.console(glyphs: glyphs, size: size))
      switch self {
      case .empty, .running, .halted, .quiet, .recovery, .session, .closed, .lost, .halts, .firm, .limits:
        break
      case .alerts: keyboard.press(.char("a"))
      case .errors: enter("buy 12x AAPL over 30s every 1m limit 187.505", &keyboard)
      case .preview: enter("buy 12000 AAPL over 30m every 1m limit 187.50", &keyboard)
      case .review:
        enter("buy 12000 AAPL over 30m every 1m limit 187.50", &keyboard)
        keyboard.press(.enter)
      case .resume: keyboard.press(.down, .char("r"), .down, .down)
      case .help: keyboard.press(.char("?"))
      }
      return keyboard.state
    }

    private var fixture: Fixture {
      switch self {
      case .empty, .errors, .preview, .review, .help: Fixture()
      case .running, .resume: .running()
      case .halted: .halted()
      case .quiet: .quiet()
      case .recovery: .restarted()
      case .session: .trading(until: Fixture.clock(16, 0), halted: [(Fixture.aapl, "LULD")])
      case .lost: .lost()
      case .halts: .halvesHalted()
      case .firm: .firmUnread()
      case .limits: .nearLimits()
      case .alerts: .alarmed()
      case .closed: .closed(opensAt: Fixture.clock(9, 30) + .seconds(86_400))
      }
    }

    private func enter(_ line: String, _ keyboard: inout Keyboard) {
      keyboard.press(.char("n"))
      let draft = OrderLine.draft(line)
      for field in DraftField.allCases {
        keyboard.type(draft[field])
        if field != .timeInForce { keyboard.press(.tab) }
      }
    }
  }

  static let sizes = [(80, 24), (120, 40), (200, 60)].map { TerminalSize(width: $0.0, height: $0.1) }

  @Test(arguments: Scene.allCases, sizes)
  func `screen is as recorded`(scene: Scene, size: TerminalSize) throws {
    let name = "\(scene.rawValue)-\(size.width)x\(size.height)"
    let unicode = view(scene.console(.unicode, size), size: size).buffer
    try Golden.check(unicode.plainText(), name + ".unicode")
    try Golden.check(Golden.mono(unicode), name + ".mono")
    try Golden.check(view(scene.console(.ascii, size), size: size).buffer.plainText(), name + ".ascii")
  }

  @Test(arguments: Scene.allCases, sizes)
  func `ascii screens hold nothing but ASCII`(scene: Scene, size: TerminalSize) {
    let text = view(scene.console(.ascii, size), size: size).buffer.plainText()
    #expect(!text.unicodeScalars.contains { !$0.isASCII })
  }
}
