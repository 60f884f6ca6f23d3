import Brokers
import DeskModel
import SlicingCore
import Terminal
import Testing

@testable import Console

/// Real money: the word stays on the screen in every state, in its own colours.
@Suite struct GoldenLiveTests {
  enum Scene: String, CaseIterable, Sendable {
    case starting, running, halted, review

    /// A console in this scene.
    func console(_ size: TerminalSize) -> ConsoleState {
      var state = ConsoleState(options: ConsoleOptions(isLive: true))
      _ = state.update(.resize(size))
      if let fixture {
        var snapshot = fixture.snapshot
        (snapshot.environment, snapshot.brokerName) = (.live, "alpaca")
        _ = state.update(.snapshot(snapshot))
      }
      var keyboard = Keyboard(state)
      if self == .review {
        keyboard.press(.char(":"))
        keyboard.type("buy 12000 AAPL over 30m every 1m limit 187.50")
        keyboard.press(.enter, .char("a"))
        keyboard.type("2.3")
      }
      return keyboard.state
    }

    private var fixture: Fixture? {
      switch self {
      case .starting: nil
      case .running: .running()
      case .halted: .halted()
      case .review: Fixture()
      }
    }
  }

  static let sizes = [(80, 24), (120, 40)].map { TerminalSize(width: $0.0, height: $0.1) }

  @Test(arguments: Scene.allCases, sizes)
  func `live screen is as recorded`(scene: Scene, size: TerminalSize) throws {
    let name = "live-\(scene.rawValue)-\(size.width)x\(size.height)"
    let buffer = view(scene.console(size), size: size).buffer
    try Golden.check(buffer.plainText(), name + ".unicode")
    try Golden.check(Golden.mono(buffer), name + ".mono")
  }

  /// Down to the smallest screen, and whatever else wants the first line.
  @Test(arguments: Scene.allCases, [(80, 24), (60, 16), (48, 12), (30, 6)])
  func `the first line says LIVE at every size`(scene: Scene, size: (Int, Int)) {
    let size = TerminalSize(width: size.0, height: size.1)
    let buffer = view(scene.console(size), size: size).buffer
    #expect(buffer.plainText().split(separator: "\n").first?.contains("LIVE") == true)
  }

  @Test func `LIVE has a look of its own in every theme`() throws {
    for name in Theme.available() {
      let theme = Theme.load(name).0
      // Without colours a reversed word is all there is to tell it by.
      for other in [Role.header, .text, .textStrong] + (name == "mono" ? [] : [.headerHalted]) {
        #expect(theme[.headerLive] != theme[other], "\(name): LIVE looks like \(other.rawValue)")
      }
    }
  }
}
