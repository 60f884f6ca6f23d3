#if NETWORK
  internal import Brokers
  internal import NIOCore
  internal import SlicingCore

  // What is known of a symbol that somebody watches: quotes, halts, bands, volume, and whether it may be sold
  // short.
  extension AlpacaSession {
    func watch(_ symbol: Symbol) {
      let wasIdle = market.wanted.isEmpty
      guard !market.wanted.contains(symbol) else { return }
      market.watch(symbol)
      if wasIdle { pollClock() }
      expectPosition(of: symbol)
      volumes.ask(symbol)
      expectAsset(symbol)
    }

    /// Bands and halts nobody tells the change of are none. Watched again, a symbol's status is known from
    /// its next change on, as after every connection: a subscription is not answered with how things stand.
    func unwatch(_ symbol: Symbol) {
      market.unwatch(symbol)
      withheld.remove(symbol)
      if banded.remove(symbol) != nil { say(.bands(symbol, nil)) }
      if halted.remove(symbol) != nil {
        say(.halt(symbol, reason: nil))
        say(.remark("\(symbol) was halted when its quotes were ended; whether it still is, is not known"))
      }
    }

    /// What the stream of market data should have to tell. What is halted has no quotes; and with a new
    /// connection its halt would be forgotten, so for the sake of others that is not tried at once.
    var quotesExpected: QuoteExpectation {
      guard let session, session.isOpen, now < session.nextClose + skew else { return .nothing }
      if market.wanted.isSubset(of: halted) { return .nothing }
      return market.wanted.isDisjoint(with: halted) ? .quotes : .quotesAtACost
    }

    func took(_ news: MarketStreamNews) {
      guard !isStopped else { return }
      switch news {
      case .quote(let quote):
        let ours = quote.at + skew
        if ours > now + .seconds(1) { suspectClock() }
        guard !withheld.contains(quote.symbol) else { return }
        say(.quote(Quote(symbol: quote.symbol, bid: quote.bid, ask: quote.ask, at: ours)))
      case .status(let symbol, .trading):
        halted.remove(symbol)
        say(.halt(symbol, reason: nil))
      case .status(let symbol, .halted(let words)):
        halted.insert(symbol)
        say(.halt(symbol, reason: words))
      case .bands(let symbol, let bands): took(bands, of: symbol)
      case .again(let isAfterSilence): connectedAgain(isAfterSilence)
      // While nothing can be sent anyway, that there are no quotes either is no news.
      case .trouble(let words): if isUp { remark("market data: \(words)") }
      }
    }

    private func took(_ bands: PriceBands?, of symbol: Symbol) {
      if bands == nil { banded.remove(symbol) } else { banded.insert(symbol) }
      say(.bands(symbol, bands))
    }

    /// Bands live as long as a connection did that told their changes. One that was only ended for its
    /// silence told none: at the band is just where quotes stop, and a guard must not go with them.
    private func connectedAgain(_ isAfterSilence: Bool) {
      forgetHalts()
      if !isAfterSilence {
        banded = []
        for symbol in market.wanted.sorted() { say(.bands(symbol, nil)) }
      }
      for symbol in market.wanted.sorted() { volumes.ask(symbol) }
    }

    /// A status is told when it changes and not again: one from before a break may be over, and would block
    /// its symbol for the rest of the day. The broker itself queues or refuses what is sent into a halt.
    private func forgetHalts() {
      for symbol in halted.sorted() {
        say(.halt(symbol, reason: nil))
        say(.remark("\(symbol) was halted when its quotes broke off; whether it still is, is not known"))
      }
      halted = []
    }

    func took(_ news: VolumeNews) {
      guard !isStopped else { return }
      switch news {
      case .average(let symbol, let shares): say(.averageVolume(symbol, shares))
      case .trouble(let symbol, let words):
        // Nothing depends on it but one limit, which then stays silent: said once and not for every symbol.
        guard !hasMissedVolume else { return }
        hasMissedVolume = true
        remark("average volumes are not known, beginning with \(symbol): \(words)")
      }
    }

    // MARK: Assets

    /// Whether a symbol may be sold short is asked once, and one symbol after another while more than half of
    /// the rate is free: no order shall wait for it.
    private func expectAsset(_ symbol: Symbol) {
      guard assetsAsked.insert(symbol).inserted else { return }
      assetQuestions.append(symbol)
      if !assetTimer.isSet { askAsset(in: .seconds(1)) }
    }

    private func askAsset(in delay: TimeAmount) {
      assetTimer.set(in: delay, on: loop) { [weak self] in self?.askAssetNow() }
    }

    private func askAssetNow() {
      guard !isStopped, let symbol = assetQuestions.first else { return }
      guard isUp, budget.allowance(.question, at: now) > budget.limit / 2 else {
        return askAsset(in: .seconds(5))
      }
      assetQuestions.removeFirst()
      read("/v2/assets/\(symbol.escaped)") { [weak self] reading in
        guard let self, !self.isStopped else { return }
        if case .value(let value) = reading, let words = AssetReading(value).obstacle(mayShort: self.mayShort)
        {
          self.remark("\(symbol) \(words)")
        }
        if !self.assetQuestions.isEmpty, !self.assetTimer.isSet { self.askAsset(in: .seconds(1)) }
      }
    }
  }

  extension Symbol {
    /// As a part of a path: of what a symbol may hold, only the slash means something there.
    var escaped: String {
      text.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    }
  }
#endif
