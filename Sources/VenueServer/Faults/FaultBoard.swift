internal import PaperExchange

/// Which faults are on, and how often each has struck. Chance comes from a seed, so that a run can be
/// repeated.
struct FaultBoard {
  private var rules: [Fault: FaultRule] = [:]
  private(set) var struck: [Fault: Int] = [:]
  private var random: SplitMix64

  init(_ rules: [FaultRule], seed: UInt64) {
    random = SplitMix64(seed: seed ^ 0x7665_6e75_655f_6661)
    for rule in rules { self.rules[rule.fault] = rule }
  }

  /// What is on.
  var active: [FaultRule] { Fault.allCases.compactMap { rules[$0] } }

  mutating func switchOn(_ rule: FaultRule) { rules[rule.fault] = rule }
  mutating func switchOff(_ fault: Fault) { rules[fault] = nil }
  mutating func clear() { rules = [:] }

  /// Whether a fault strikes on this occasion; counts it if it does.
  mutating func strikes(_ fault: Fault) -> Bool {
    guard let rule = rules[fault] else { return false }
    // Multiplied by hand: how the standard library draws from a range may change and with it every run.
    let drawn = random.next().multipliedFullWidth(by: 100).high
    guard drawn < UInt64(rule.percent) else { return false }
    struck[fault, default: 0] += 1
    if let times = rule.times { rules[fault]?.times = times - 1 }
    if rules[fault]?.times == 0 { rules[fault] = nil }
    return true
  }

  /// Whether it is on, without counting: for a state of things rather than an event.
  func isOn(_ fault: Fault) -> Bool { rules[fault] != nil }

  /// The number a fault was given, before it strikes.
  func value(_ fault: Fault, default value: Int) -> Int { rules[fault]?.value ?? value }
}
