internal import SlicingCore

/// Something that happens to the whole process or its surroundings at a moment the seed chose.
enum Disturbance {
  case crash
  case stop(TimeSpan)
  case suspend(TimeSpan)
  case linkDown(TimeSpan)
  case halfOpen(TimeSpan)
  case linkHeals
  case clockStep
  case haltFromOutside
  case takeOver
  case orphan
  case channelDown(FaultClass, TimeSpan)
  case channelHeals(FaultClass)
  case leapSecond
  case secondConsole
  case marketShuts(TimeSpan)
  case marketReopens
  case closeMoves
  case symbolHalts(TimeSpan)
  case symbolTrades(Symbol)
  case clocksDiffer(TimeSpan)
  case clocksAgree
  case remark
  case atTheBand(TimeSpan)
  case leavesBand(Symbol)
  case quotesStop(TimeSpan)
  case priceJumps
  case soldElsewhere
  case firmEngages(TimeSpan)
  case firmReleases
  case firmTrips(TimeSpan)
  case firmResets
  case firmFails(TimeSpan)
  case firmAnswers
}

extension Simulator {
  /// The seed's misfortunes, at random moments between the first order and the end.
  func planDisturbances() {
    var random = SimRandom(seed: options.seed, purpose: 41)
    let span = Int((scenario.end - scenario.start).microseconds / 1000)
    let kinds: [(FaultClass, Int)] = [
      (.crash, 5), (.stopped, 4), (.suspended, 1), (.linkDown, 4), (.halfOpen, 3), (.clockStep, 1),
      (.haltFromOutside, 2), (.takenOver, 1), (.orphan, 1),
      (.ordersDownOut, 2), (.ordersDownBack, 2), (.streamDown, 2), (.queriesDownOut, 2),
      (.queriesDownBack, 2),
      (.leapSecond, 1), (.secondConsole, 2),
      (.marketShuts, 3), (.closeMoved, 2), (.symbolHalted, 4), (.clocksDiffer, 3), (.adapterRemarks, 3),
      (.atTheBand, 4), (.quotesStop, 6), (.priceJumps, 4), (.firmEngaged, 3), (.firmTripped, 3),
      (.firmUnreadable, 4), (.soldElsewhere, 3),
    ]
    for (fault, most) in kinds {
      let count = random.within(0...most) / options.climate.disturbanceDivisor
      for _ in 0..<count {
        let at = now + .milliseconds(random.within(1500...max(2000, span)))
        let length = TimeSpan.milliseconds(random.pick(options.climate.troubleLengths))
        let disturbance = Simulator.disturbance(fault, length)
        guard isPossible(fault), faults.strike(fault) else { continue }
        queue.add(.disturb(disturbance), at: at)
      }
    }
  }

  private func isPossible(_ fault: FaultClass) -> Bool {
    switch fault {
    case .firmEngaged, .firmTripped, .firmUnreadable: firm.isShared
    case .quotesStop, .priceJumps: scenario.guards.quotesFlow
    case .soldElsewhere: !scenario.capabilities.mayShort
    default: true
    }
  }

  private static func disturbance(_ fault: FaultClass, _ length: TimeSpan) -> Disturbance {
    switch fault {
    case .crash: .crash
    case .stopped: .stop(length)
    case .suspended: .suspend(length * 10)
    case .linkDown: .linkDown(length)
    case .halfOpen: .halfOpen(min(length, .seconds(20)))
    case .clockStep: .clockStep
    case .haltFromOutside: .haltFromOutside
    case .takenOver: .takeOver
    case .orphan: .orphan
    case .ordersDownOut, .ordersDownBack, .streamDown, .queriesDownOut, .queriesDownBack:
      .channelDown(fault, length)
    case .leapSecond: .leapSecond
    case .secondConsole: .secondConsole
    case .marketShuts: .marketShuts(length)
    case .closeMoved: .closeMoves
    case .symbolHalted: .symbolHalts(length)
    case .clocksDiffer: .clocksDiffer(length)
    case .adapterRemarks: .remark
    case .atTheBand: .atTheBand(length)
    case .quotesStop: .quotesStop(length)
    case .priceJumps: .priceJumps
    case .soldElsewhere: .soldElsewhere
    case .firmEngaged: .firmEngages(length)
    case .firmTripped: .firmTrips(length)
    case .firmUnreadable: .firmFails(length)
    default: preconditionFailure("\(fault) is no disturbance")
    }
  }

  func disturb(_ disturbance: Disturbance) throws(Violation) {
    guard !faults.isHealed else {
      if case .linkHeals = disturbance {
        network.outages = []
        try linkHeals()
      }
      return
    }
    switch disturbance {
    case .crash: if host.isAlive { try crash() }
    case .stop(let length): stop(length)
    case .suspend(let length):
      mark(.suspended)
      try setLink(up: false)
      queue.add(.disturb(.linkHeals), at: now + length + .seconds(1))
      stop(length)
    case .linkDown(let length):
      try setLink(up: false)
      queue.add(.disturb(.linkHeals), at: now + length)
    case .halfOpen(let length):
      mark(.halfOpen)
      network.isHalfOpen = true
      trouble()
      queue.add(.disturb(.linkHeals), at: now + length)
    case .linkHeals: try linkHeals()
    case .clockStep: if host.isAlive, host.stoppedUntil == nil { try handle(.clockStep(.seconds(7))) }
    case .haltFromOutside: try haltFromOutside()
    case .takeOver: takeOver()
    case .channelDown(let outage, let length): channelFails(outage, for: length)
    case .channelHeals(let outage): channelHeals(outage)
    case .leapSecond:
      mark(.leapSecond)
      venue.clockLag = .seconds(1)
    case .secondConsole: try openSecondConsole()
    case .marketShuts(let length): marketShuts(for: length)
    case .marketReopens: marketReopens()
    case .closeMoves: closeMoves()
    case .symbolHalts(let length): symbolHalts(for: length)
    case .symbolTrades(let symbol): setHalt(symbol, reason: nil)
    case .clocksDiffer(let length): clocksDiffer(for: length)
    case .clocksAgree: clocksAgree()
    case .remark: remark()
    case .atTheBand(let length): try reachesBand(for: length)
    case .leavesBand(let symbol): leavesBand(symbol)
    case .quotesStop(let length): quotesStop(for: length)
    case .priceJumps: try priceJumps()
    case .soldElsewhere: isSoldElsewhere()
    case .firmEngages, .firmReleases, .firmTrips, .firmResets, .firmFails, .firmAnswers:
      disturbFirm(disturbance)
    case .orphan:
      guard host.isAlive, network.passes else { return }
      venue.carryOut(.orphan, at: now, &faults)
      try flushVenue()
    }
  }

  private func disturbFirm(_ disturbance: Disturbance) {
    switch disturbance {
    case .firmEngages(let length): firmEngages(for: length)
    case .firmReleases: changeFirm { $0.disengage() }
    case .firmTrips(let length): firmTrips(for: length)
    case .firmResets: firmResets()
    case .firmFails(let length): firmFails(for: length)
    case .firmAnswers: changeFirm { $0.isReadable = true }
    default: preconditionFailure("\(disturbance) is not about the firm's switch")
    }
  }

  // MARK: Link and halt

  private func setLink(up: Bool) throws(Violation) {
    network.isUp = up
    trouble()
    guard host.isAlive, host.isConnected || up else { return }
    if !up { mark(.linkDown) }
    queue.add(
      .deliver(.link(up: up, reason: up ? "connected" : "connection lost"), life: host.life),
      at: now + network.latency())
    host.isConnected = up
    if up { tellMarket() }
  }

  private func linkHeals() throws(Violation) {
    network.isHalfOpen = false
    guard !network.isUp else { return deliverKept() }
    try setLink(up: true)
    deliverKept()
  }

  /// What nothing else would bring is told again once there is a stream to tell it on.
  func deliverKept() {
    guard network.passes(.streamDown), host.isAlive else { return }
    let kept = network.kept
    network.kept = []
    for post in kept { self.post(post) }
    if market.isUntold { tellMarket() }
  }

  /// `tranche kill` in another terminal: the word is set; the process sees it in its gate at once, and
  /// records it when it next looks around.
  func haltFromOutside() throws(Violation) {
    mark(host.stoppedUntil != nil ? .haltWhileStopped : .haltFromOutside)
    killWord = true
    people.isHaltedFromOutside = true
    queue.add(.look(life: host.life), at: now + .milliseconds(network.random.within(1...1000)))
  }
}
