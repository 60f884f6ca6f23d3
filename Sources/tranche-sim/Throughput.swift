internal import Glibc
internal import Simulation

/// How many child orders a second one core simulates, every promise checked, and whether that depends on how
/// many parents there are. Wire and venue misbehave as in any calm seed; what stops the whole process is left
/// out, because a run with ten times the parents would be stopped ten times as often.
enum Throughput {
  static func measure() {
    for parents in [10, 100] {
      var rates: [Int] = []
      var total = Campaign()
      for seed in 1...5 {
        var options = RunOptions(seed: UInt64(seed), mode: .liveness)
        options.climate = .calm
        options.load = parents
        options.without = Set(FaultClass.allCases.filter(\.stopsEverything))
        let start = cpuMicroseconds()
        let result = Simulator.run(options)
        let microseconds = cpuMicroseconds() - start
        rates.append(result.written * 1_000_000 / max(1, microseconds))
        total.add(result)
      }
      rates.sort()
      print(
        "\(parents) parents: \(rates[2]) child orders a second on one core (median of 5, \(rates[0]) to "
          + "\(rates[4])), \(Report.tenths(total.faultCount * 10 / max(1, total.written))) faults each, "
          + "\(total.written) written, \(total.failures.count) violations")
    }
  }

  /// Time on the processor: what others do on this machine meanwhile does not count.
  private static func cpuMicroseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }
}
