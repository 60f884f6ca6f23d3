internal import SlicingCore

/// How rough a seed's world is. Half the seeds are stormy: the process dies, the disk fails and people
/// interfere so often that most of a plan never comes due. The other half are calm around the process and
/// rough on the wire, so that most of a plan is sent, with several faults for each order.
public enum Climate: String, Sendable, CaseIterable {
  case calm, stormy

  /// The climate a seed has unless it is told otherwise.
  public static func of(seed: UInt64) -> Climate {
    var random = SimRandom(seed: seed, purpose: 2)
    return random.chance(perMille: 500) ? .calm : .stormy
  }

  /// Chance in a thousand that a fault class is on.
  var enabledPerMille: Int { self == .calm ? 850 : 600 }

  /// Quarters of a class's ordinary rate, of which the seed picks one.
  var strengths: [Int] { self == .calm ? [4, 6, 8] : [1, 4, 4, 12] }

  /// Divides the ordinary rate of a class; nil where the class does not belong into this climate.
  ///
  /// In calm seeds nobody breaks a promise the desk relies on: there every invariant holds without an excuse.
  /// What strikes with every commit would otherwise strike ten thousand times in a run.
  func divisor(of fault: FaultClass) -> Int? {
    guard self == .calm else { return 1 }
    if fault.breaksVenuePromises { return nil }
    return switch fault {
    case .clockChangedAcrossRestart: nil
    case .crashBeforeCommit, .crashAfterCommit, .crashBetweenEffects, .tornRecord, .diskFull, .ioError: 120
    case .slowCommit, .haltFromOutside: 80
    case .lateTimer: 40
    case .limitsChanged, .secondConsole: 10
    case .unauthorized: 20
    case .rateLimited, .refused: 6
    default: 1
    }
  }

  /// Chance in a thousand that the people, when they act at all, set right what stopped rather than stop
  /// something.
  var setsRightPerMille: Int { self == .calm ? 993 : 880 }

  /// Divides how many misfortunes of each kind befall the process.
  var disturbanceDivisor: Int { self == .calm ? 3 : 1 }

  /// How long the link is away or the process stopped, in milliseconds.
  var troubleLengths: [Int] {
    self == .calm ? [200, 900, 900, 3000, 8000] : [200, 900, 3000, 8000, 20_000, 70_000]
  }

  /// What people make of shares that are owed. To spread them plans everything to come anew.
  var owedDecisions: [OwedDecision] {
    self == .calm ? [.catchUp, .catchUp, .catchUp, .skip, .spread] : OwedDecision.allCases
  }

  /// How long a process stays down, in milliseconds.
  var restartDelays: [Int] {
    self == .calm ? [300, 300, 1000] : [300, 300, 1000, 1000, 4000, 15_000, 60_000]
  }
}

extension FaultClass {
  /// Whether it holds up every order of the desk, not one.
  public var stopsEverything: Bool {
    switch self {
    case .crash, .crashBeforeCommit, .crashAfterCommit, .crashBetweenEffects, .crashInRecovery: true
    case .stopped, .suspended, .takenOver, .secondConsole, .oldFileRestored, .limitsChanged: true
    case .slowCommit, .diskFull, .ioError, .tornRecord, .lateTimer, .midnightJobs: true
    case .linkDown, .halfOpen, .unauthorized, .rateLimited, .refused: true
    case .ordersDownOut, .ordersDownBack, .streamDown, .queriesDownOut, .queriesDownBack: true
    case .clockStep, .clockChangedAcrossRestart, .leapSecond, .dayEndSkewed: true
    case .haltFromOutside, .commandsRace: true
    case .marketShuts, .closeMoved, .symbolHalted: true
    case .atTheBand, .quotesStop, .firmEngaged, .firmTripped, .firmUnreadable: true
    default: breaksVenuePromises
    }
  }
}
