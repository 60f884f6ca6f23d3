internal import DeskModel
internal import SlicingCore

/// What a run prints: events as they happen, and what came of each order at the end.
struct RunReport: Sendable {
  let asJSON: Bool

  func event(_ line: ActivityLine) -> String {
    guard asJSON else { return "\(NewYork.clock(line.at, millis: true))  \(line.text)" }
    return JSON.object([
      .init("at", .string(line.at.description)), .init("kind", .string(line.kind.rawValue)),
      .init("parent_order_id", .text(line.parentID)), .init("text", .string(line.text)),
    ]).line
  }

  /// Stands for lines that nobody read.
  func gap(_ count: Int) -> String {
    guard asJSON else { return "… \(count) lines left out, because nobody read them: tranche events has all" }
    return JSON.object([.init("left_out", .number(count))]).line
  }

  func summary(_ books: [ParentBook], speed: Int) -> String {
    let lateness = Lateness(books.flatMap(\.slices), speed: speed)
    guard asJSON else { return (books.map(RunReport.words) + [lateness.words]).joined(separator: "\n") }
    return JSON.object([
      .init("orders", .array(books.map(RunReport.json))),
      .init("lateness_us", RunReport.json(lateness)),
    ]).line
  }

  private static func words(_ book: ParentBook) -> String {
    let average = book.averagePrice.map { " at \($0)" } ?? ""
    let reason =
      book.parent.status == .completed ? "" : book.parent.hold?.reason ?? book.parent.endReason ?? ""
    let parent = book.parent
    return
      "order \(parent.ordinal), \(OrderLine.text(of: parent.request)): \(parent.status.words), "
      + "\(book.shares.filled) of \(book.parent.request.quantity) filled\(average)"
      + (book.shares.owed > .zero ? ", \(book.shares.owed) owed" : "")
      + (reason.isEmpty ? "" : " (\(reason))")
  }

  private static func json(_ book: ParentBook) -> JSON {
    .object([
      .init("parent_order_id", .string(book.parent.id.text)),
      .init("status", .string(book.parent.status.rawValue)),
      .init("total_qty", .number(book.parent.request.quantity.count)),
      .init("filled_qty", .number(book.shares.filled.count)),
      .init("owed_qty", .number(book.shares.owed.count)),
      .init("avg_fill_price", .text(book.averagePrice)),
    ])
  }

  private static func json(_ lateness: Lateness) -> JSON {
    let figure = { (percent: Int) in lateness.percentile(percent).map { JSON.number(Int($0)) } ?? .null }
    return .object([
      .init("sends", .number(lateness.count)), .init("p50", figure(50)), .init("p99", figure(99)),
      .init("max", figure(100)),
    ])
  }
}
