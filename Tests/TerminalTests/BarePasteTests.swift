import Testing

@testable import Terminal

/// A paste that the terminal does not mark.
@Suite struct BarePasteTests {
  private let start = Monotonic.now

  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.feed(text.utf8)
  }

  @Test func whatAHandOrAScriptTypesIsKeys() {
    var guess = BarePaste()
    let line = keys("sell 3000 MSFT until 15:55 every 2m stop 410.00 limit 409.50 tif gtc start 14:40\r")
    #expect(guess.filter(line, at: start) == line)
    let wheel = [Key](repeating: .down, count: 500)
    #expect(guess.filter(wheel, at: start) == wheel)
  }

  @Test func aLargePieceIsOneLineOfText() {
    var guess = BarePaste()
    let line = String(repeating: "q", count: 100)
    let pasted = guess.filter(keys("\(line)\ny\r\r\(line)"), at: start)
    #expect(pasted == [.paste(String(line.prefix(64))), .pasteCut])
    #expect(guess.filter(keys("\r"), at: start + .milliseconds(200)).isEmpty, "its short last piece")
    #expect(guess.filter(keys("\r"), at: start + .milliseconds(449)).isEmpty)
    #expect(guess.filter(keys("\r"), at: start + .milliseconds(700)) == [.enter], "after the silence")
    #expect(guess.filter(keys("\r" + line + line), at: start + .seconds(2)) == [.pasteCut])
  }

  @Test func aHaltKeyHaltsAtItsStartInItsMiddleAndAtItsEnd() {
    var guess = BarePaste()
    let text = String(repeating: "x", count: 4_000)
    #expect(guess.filter(keys("\u{0B}" + text), at: start) == [.ctrl("k"), .pasteCut])
    #expect(guess.filter(keys(text + "\u{0B}" + text), at: start + .milliseconds(1)) == [.ctrl("k")])
    #expect(guess.filter(keys("\u{1B}[24~"), at: start + .milliseconds(2)) == [.function(12)])
  }
}
