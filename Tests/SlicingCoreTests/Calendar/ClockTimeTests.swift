import Testing

@testable import SlicingCore

@Suite struct ClockTimeTests {
  @Test(arguments: [
    ("14:30", 870, "14:30", "1430"), ("9:30", 570, "09:30", "0930"), ("09:30", 570, "09:30", "0930"),
    ("0:00", 0, "00:00", "0000"), ("23:59", 1439, "23:59", "2359"),
  ])
  func reads(text: String, minute: Int, written: String, compact: String) throws {
    let time = try #require(ClockTime(entered: text))
    #expect(time.minuteOfDay == minute)
    #expect(time.description == written)
    #expect(time.compact == compact)
  }

  @Test(arguments: [
    "", ":", "24:00", "9:60", "930", "9:3", "9:300", "009:30", ":30", "9.30", "9:30pm", " 9:30", "-9:30",
    "9:-1",
  ])
  func refuses(text: String) {
    #expect(ClockTime(entered: text) == nil)
  }

  @Test func partsOutOfRangeAreNoTime() {
    #expect(ClockTime(hour: 24, minute: 0) == nil)
    #expect(ClockTime(hour: 0, minute: 60) == nil)
    #expect(ClockTime(hour: -1, minute: 0) == nil)
  }
}
