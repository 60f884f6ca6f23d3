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
    #expect(guess.filter(line, after: start, at: start) == line)
    let wheel = [Key](repeating: .down, count: 500)
    #expect(guess.filter(wheel, after: start, at: start) == wheel)
  }

  @Test func aLargePieceIsOneLineOfText() {
    var guess = BarePaste()
    let line = String(repeating: "q", count: 100)
    let pasted = guess.filter(keys("\(line)\ny\r\r\(line)"), after: start, at: start)
    #expect(pasted == [.paste(String(line.prefix(64))), .pasteCut])
    #expect(
      guess.filter(keys("\r"), after: start + .milliseconds(200), at: start + .milliseconds(200)).isEmpty,
      "its short last piece")
    #expect(
      guess.filter(keys("\r"), after: start + .milliseconds(449), at: start + .milliseconds(449)).isEmpty)
    #expect(
      guess.filter(keys("\r"), after: start + .milliseconds(700), at: start + .milliseconds(700)) == [.enter],
      "after the silence")
    #expect(
      guess.filter(keys("\r" + line + line), after: start + .seconds(2), at: start + .seconds(2)) == [
        .pasteCut
      ])
  }

  @Test func aHaltKeyHaltsAtItsStartInItsMiddleAndAtItsEnd() {
    var guess = BarePaste()
    let text = String(repeating: "x", count: 4_000)
    #expect(guess.filter(keys("\u{0B}" + text), after: start, at: start) == [.ctrl("k"), .pasteCut])
    #expect(
      guess.filter(
        keys(text + "\u{0B}" + text), after: start + .milliseconds(1), at: start + .milliseconds(1)) == [
          .ctrl("k")
        ])
    #expect(
      guess.filter(keys("\u{1B}[24~"), after: start + .milliseconds(2), at: start + .milliseconds(2)) == [
        .function(12)
      ])
  }

  @Test func moreOfAPasteIsNotDecodedUnlessAHaltKeyMayBeInIt() {
    var guess = BarePaste()
    let piece = Array((String(repeating: "x\u{1B}[2", count: 1_000) + "end.").utf8)
    func swallows(_ bytes: [UInt8], after milliseconds: Int) -> Bool {
      guess.swallows(
        bytes[...], after: start + .milliseconds(milliseconds), at: start + .milliseconds(milliseconds))
    }
    let isKnown = swallows(piece, after: 0)
    #expect(!isKnown, "nothing is known of a paste yet")
    _ = guess.filter(keys(String(repeating: "x", count: 200)), after: start, at: start)
    for milliseconds in [100, 300] {
      let goesOn = swallows(piece, after: milliseconds)
      #expect(goesOn, "the silence counts from the last piece")
    }
    for halt in ["\u{0B}", "\u{1B}[24~", "\u{1B}[24;5~"].map({ Array($0.utf8) }) {
      for bytes in [piece + halt, halt + piece, piece + halt + piece] {
        let isMissed = swallows(bytes, after: 300)
        #expect(!isMissed)
      }
    }
    for begun in ["\u{1B}", "\u{1B}[", "\u{1B}[2"] {
      let isMissed = swallows(piece + Array(begun.utf8), after: 300)
      #expect(!isMissed, "the rest of it may come with the next read")
    }
    let (byHand, later) = (swallows(Array(piece.prefix(100)), after: 310), swallows(piece, after: 600))
    #expect(!byHand && !later)
  }
}
