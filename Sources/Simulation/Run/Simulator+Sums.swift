internal import SlicingCore

extension Simulator {
  /// I14 for the day: what the desk keeps in step for its limits is what its books come to, added up anew.
  func checkDaySums() throws(Violation) {
    var again = Desk(settings: desk.settings, books: desk.books, kill: desk.kill, breaker: desk.breaker)
    for book in desk.books {
      guard let quote = desk.quotes[book.parent.request.symbol] else { continue }
      _ = again.handle(.quote(quote), at: deskNow)
    }
    let (kept, anew) = (desk.usage(at: deskNow).allDay, again.usage(at: deskNow).allDay)
    guard kept == anew else {
      throw Violation(
        invariant: .conservation, step: steps, text: "the day's sum drifted: \(kept) kept, \(anew) anew")
    }
  }
}
