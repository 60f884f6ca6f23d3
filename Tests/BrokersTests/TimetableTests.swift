import SlicingCore
import Testing

@testable import Brokers

@Suite struct TimetableTests {
  @Test func whatIsDueComesInItsOrder() {
    var table = Timetable<String>()
    let start = Instant(microseconds: 0)
    table.add("late", at: start + .seconds(3))
    table.add("first", at: start + .seconds(1))
    table.add("second", at: start + .seconds(1))
    #expect(table.nextAt == start + .seconds(1))
    #expect(table.takeDue(at: start).isEmpty)
    #expect(table.takeDue(at: start + .seconds(2)) == ["first", "second"])
    #expect(table.takeDue(at: start + .seconds(3)) == ["late"])
    #expect(table.nextAt == nil)
  }
}
