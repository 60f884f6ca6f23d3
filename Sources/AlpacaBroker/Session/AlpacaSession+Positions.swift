#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import SlicingCore

  // What the account holds: compared with the fills told here, and told where nothing can have moved it.
  extension AlpacaSession {
    /// The last of the books to be read after a connection; then orders may leave.
    func recoverPositions(_ round: Int) {
      let counted = positions.counted
      read("/v2/positions") { [weak self] reading in
        guard let self, self.recoveryRound == round else { return }
        guard case .value(let value) = reading, let list = PositionList(value) else {
          return self.recoverAgain(reading.trouble)
        }
        if counted == self.positions.counted, let difference = self.positions.compare(list) {
          self.say(.remark(difference))
        }
        self.notice(list)
        self.say(self.telling.books(list, watched: self.market.wanted, open: self.openSymbols))
        self.askPositions(in: AlpacaSession.settling)
        self.recovered()
      }
    }

    /// A symbol is watched, for the first time or again: others may have traded it meanwhile. What was never
    /// told comes before its quotes, for a while.
    func expectPosition(of symbol: Symbol) {
      if !telling.told.contains(symbol) {
        withheld.insert(symbol)
        // The desk knows what it does not know; it shall not be blind because of a list that cannot be read.
        after(AlpacaSession.withholding) { [weak self] in self?.withheld.remove(symbol) }
      }
      telling.owe(symbol)
      // Not after a pause that others wait for.
      positionTimer.cancel()
      askPositions(in: .milliseconds(5))
    }

    /// An order of a symbol is over, or an execution came from the books, which the position told before may
    /// count already, or was taken back.
    func settled(_ symbol: Symbol) {
      if telling.owed.contains(symbol) { askPositions(in: AlpacaSession.settling) }
    }

    /// The broker's list follows its fills with a delay nobody has measured.
    private static let settling = TimeAmount.seconds(1)
    private static let withholding = TimeAmount.seconds(5)
    /// Until a list that could not be read is tried again.
    private static let pause = TimeAmount.seconds(10)

    private var openSymbols: Set<Symbol> { Set(tracked.values.map(\.symbol)) }

    /// One question for all that is owed, and no second one beside it.
    private func askPositions(in delay: TimeAmount) {
      guard !positionTimer.isSet, !isAskingPositions, !isStopped else { return }
      positionTimer.set(in: delay, on: loop) { [weak self] in self?.askPositionsNow() }
    }

    private func askPositionsNow() {
      // While the link is down, they are read before it is up.
      guard isUp, !isStopped, let question = telling.question(open: openSymbols) else { return }
      isAskingPositions = true
      let round = recoveryRound
      read("/v2/positions") { [weak self] reading in
        guard let self else { return }
        self.isAskingPositions = false
        guard self.recoveryRound == round, !self.isStopped else { return }
        var next = AlpacaSession.pause
        if case .value(let value) = reading, let list = PositionList(value) {
          self.hasMissedPositions = false
          // What is owed still has been so only since the question.
          if list.isWhole { next = AlpacaSession.settling }
          self.notice(list)
          self.say(self.telling.answer(question, list, open: self.openSymbols))
        } else {
          self.missedPositions(reading.trouble)
        }
        if self.telling.question(open: self.openSymbols) != nil { self.askPositions(in: next) }
      }
    }

    /// Said once, however often it is tried until it goes well again.
    private func missedPositions(_ trouble: String) {
      guard !hasMissedPositions else { return }
      hasMissedPositions = true
      remark("positions are not known: \(trouble)")
    }

    private func notice(_ list: PositionList) {
      if !list.isWhole { remark("a row of the positions cannot be read: what is not listed may be held") }
    }

    private func say(_ positions: [(symbol: Symbol, shares: Shares)]) {
      for (symbol, shares) in positions {
        withheld.remove(symbol)
        say(.position(symbol, shares))
      }
    }
  }
#endif
