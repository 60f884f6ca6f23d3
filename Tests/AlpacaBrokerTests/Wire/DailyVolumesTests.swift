import SlicingCore
import Testing
import WireFormats

@testable import AlpacaBroker

@Suite struct DailyVolumesTests {
  private let today = TradeDate(year: 2026, month: 11, day: 25)

  private func average(_ rows: [String]) -> Shares? {
    let text = #"{"bars": [\#(rows.joined(separator: ","))], "symbol": "AAPL", "next_page_token": null}"#
    return JSONReader.read(text.utf8).flatMap { DailyVolumes($0, before: today)?.average }
  }

  /// A bar so many days before today.
  private func bar(_ days: Int, _ volume: String) -> String {
    let date = TradeDate(daysSinceEpoch: today.daysSinceEpoch - days)
    return #"{"t": "\#(date)T05:00:00Z", "o": 1, "v": \#(volume), "vw": 1.5}"#
  }

  @Test func theMeanOfTheLastTwenty() {
    let bars = (1...25).map { bar($0, $0 <= 20 ? "\($0 * 100)" : "999999999") }
    #expect(average(bars) == 1050)
    #expect(average(bars.reversed()) == 1050, "whatever their order")
    #expect(average([bar(1, "3"), bar(2, "4")]) == 3, "a listing of two days, rounded down")
    #expect(average([bar(1, "55000000.0"), bar(2, "\"45000000\"")]) == 50_000_000)
    #expect(average([bar(1, "1e9")]) == 1_000_000_000)
  }

  @Test func todayDoesNotCount() {
    #expect(average([bar(0, "10"), bar(1, "700")]) == 700)
    #expect(average([bar(0, "10")]) == nil)
    // Midnight in New York: 04:59 is yesterday still.
    #expect(average([#"{"t": "2026-11-25T04:59:00Z", "v": 9}"#]) == 9)
  }

  @Test(arguments: ["-5", "null", "\"many\"", "99999999999999999999999", "{}"])
  func aBarThatCannotBeReadSpoilsTheMean(volume: String) {
    #expect(average([bar(1, "700"), bar(2, volume)]) == nil)
  }

  @Test(arguments: [
    "{}", "[]", #"{"bars": null}"#, #"{"bars": []}"#, #"{"bars": [1]}"#, #"{"message": "no"}"#,
  ])
  func whatHoldsNoDaysIsNoMean(text: String) throws {
    #expect(DailyVolumes(try #require(JSONReader.read(text.utf8)), before: today) == nil)
  }
}
