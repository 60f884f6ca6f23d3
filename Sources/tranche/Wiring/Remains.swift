internal import DeskModel
internal import SlicingCore

/// What is left when the program ends, and what can be done about it: the last thing the trader reads.
struct Remains: Hashable, Sendable {
  let unfinished: Int
  let working: Int
  let unknown: Int
  /// Why the last changes are not on disk; nil where they are.
  var failure: String?

  init(_ report: ShutdownReport) {
    (unfinished, working, unknown) = (report.unfinished, report.working, report.unknown)
    failure = report.failure
  }

  /// Of a program that ends at once, as far as it knew.
  init(_ desk: Desk) {
    let live = desk.books.filter { !$0.parent.status.isFinal }
    unfinished = live.count
    working = live.flatMap(\.slices).count { $0.status.isWorking }
    unknown = live.flatMap(\.slices).count { $0.status == .unknown || $0.status == .sending }
    failure = desk.storageFailure
  }

  /// Whether there is anything to say.
  var isNothing: Bool { unfinished == 0 && failure == nil }

  /// One line a sentence, each of them whole.
  func lines(in folder: String) -> [String] {
    var lines = ["ended with \(Remains.count(unfinished, "unfinished order")): held at the next start"]
    if unfinished == 0 { lines = ["ended with nothing unfinished"] }
    if working > 0 {
      lines.append(
        "\(Remains.count(working, "slice")) still working at the venue and may fill; "
          + "tranche kill --state \(folder) cancels what works")
    }
    if unknown > 0 {
      lines.append(
        "\(Remains.count(unknown, "slice")) with an unknown outcome: the next start asks the venue")
    }
    if let failure { lines.append("the last changes are not on disk: \(failure)") }
    return lines
  }

  private static func count(_ number: Int, _ name: String) -> String {
    number == 1 ? "1 \(name)" : "\(number) \(name)s"
  }
}
