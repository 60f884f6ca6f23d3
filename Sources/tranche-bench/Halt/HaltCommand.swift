internal import ArgumentParser
internal import Foundation

/// How long a halt takes with hundreds of orders working, thousands to come and more leaving every moment.
///
/// The key goes through a pipe into the program's own input loop on a thread of its own, as from a terminal;
/// the actor, the store with its fsyncs and the gate are the program's. The broker is a stand-in that does
/// what every adapter does with an order, asks the permit last, and notes the time: bytes that it would have
/// written are counted, not sent.
struct HaltCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halt", abstract: "From the halt key to the last new order, and to the last cancel.")

  @Option(help: "How many halts.")
  var runs = 50
  @Option(help: "Orders that work when the key comes; each has twenty slices to come, a minute apart.")
  var working = 500
  @Option(help: "Orders beside those of which a slice leaves every second.")
  var leaving = 100

  func validate() throws {
    guard (1...10_000).contains(runs), (1...2_000).contains(working), (0...1_000).contains(leaving) else {
      throw ValidationError("takes 1 to 10000 runs, 1 to 2000 orders working and 0 to 1000 leaving")
    }
  }

  func run() throws {
    var samples: [HaltSample] = []
    for run in 1...runs {
      samples.append(try HaltRun(working: working, leaving: leaving, number: run).measure())
    }
    let table = HaltTable(samples)
    print(table.text)
    print(table.json)
    guard samples.allSatisfy({ $0.sentAfterGate == 0 && $0.notCanceled == 0 }) else { throw ExitCode(1) }
  }
}

/// What one halt came to; nanoseconds of the continuous clock from the write of the key.
struct HaltSample {
  let working: Int
  let pending: Int
  /// Until the kill word stood: from here on the gate is closed.
  let gate: Int64
  /// The part of that after the key was read and decoded.
  let gateAfterRead: Int64
  /// Until the permit was last given; zero where none was after the key.
  let lastOrder: Int64
  /// Until the last cancel was handed over.
  let lastCancel: Int64
  /// Permits given after the kill word stood. None may be.
  let sentAfterGate: Int
  /// Orders that worked, and for which no cancel was handed over. None may be.
  let notCanceled: Int
}

struct HaltTable {
  let samples: [HaltSample]

  init(_ samples: [HaltSample]) { self.samples = samples }

  private var rows: [(name: String, key: String, sorted: [Int64])] {
    [
      ("key to closed gate", "gate_ns", samples.map(\.gate).sorted()),
      ("key read to closed gate", "read_gate_ns", samples.map(\.gateAfterRead).sorted()),
      ("key to last new order", "last_order_ns", samples.map(\.lastOrder).sorted()),
      ("key to last cancel", "last_cancel_ns", samples.map(\.lastCancel).sorted()),
    ]
  }

  /// Of sorted samples, the smallest that at least so many per cent do not exceed.
  private static func percentile(_ percent: Int, _ sorted: [Int64]) -> Int64 {
    sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
  }

  private static func milliseconds(_ nanoseconds: Int64) -> String {
    let text = String(format: "%.3f", Double(nanoseconds) / 1_000_000)
    return String(repeating: " ", count: max(0, 11 - text.count)) + text
  }

  private var working: (least: Int, most: Int) {
    (samples.map(\.working).min() ?? 0, samples.map(\.working).max() ?? 0)
  }

  var text: String {
    let lines = rows.map { row in
      row.name.padding(toLength: 24, withPad: " ", startingAt: 0)
        + [50, 99, 100].map { Self.milliseconds(Self.percentile($0, row.sorted)) }.joined()
    }
    let pending = samples.map(\.pending).min() ?? 0
    return """
      \(samples.count) halts, \(working.least) to \(working.most) orders working, \(pending) or more slices pending
      ms                              p50        p99        max
      \(lines.joined(separator: "\n"))
      orders after the gate closed: \(samples.map(\.sentAfterGate).reduce(0, +)), \
      working orders without a cancel: \(samples.map(\.notCanceled).reduce(0, +))
      """
  }

  var json: String {
    let figures = rows.map { row in
      "\"\(row.key)\":{\"p50\":\(Self.percentile(50, row.sorted)),\"p99\":\(Self.percentile(99, row.sorted)),"
        + "\"max\":\(Self.percentile(100, row.sorted))}"
    }
    return "{\"benchmark\":\"halt\",\"runs\":\(samples.count),\(figures.joined(separator: ",")),"
      + "\"sent_after_gate\":\(samples.map(\.sentAfterGate).reduce(0, +)),"
      + "\"not_canceled\":\(samples.map(\.notCanceled).reduce(0, +))}"
  }
}
