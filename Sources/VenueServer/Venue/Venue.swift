internal import PaperExchange
internal import SlicingCore

/// The simulated exchange as its clients meet it: requests in, answers out; and everybody who listens is
/// told.
///
/// Nothing is answered or told before it is on disk. `books` are the exchange's books as far as they are on
/// disk, moved on event by event, so that each frame shows the order as of right after its event.
actor Venue {
  let options: VenueOptions
  var paper: PaperVenue
  var clock: VenueClock
  var books: VenueBooks
  var rate: RateWindow
  /// Of requests for market data, which have an allowance of their own.
  var dataRate: RateWindow
  var faults: FaultBoard
  /// Set once the ledger could not be written: what was done is no longer known.
  var failure: LedgerError?

  // Of requests:
  var madeUpIDs = 0
  /// Cancels that were accepted and do not happen.
  var stuckCancels: Set<String> = []

  // Of streams:
  var sockets: [Int: StreamSocket] = [:]
  var nextSocket = 0
  /// Frames that are made and not sent yet.
  var outgoing: [TradeUpdate] = []
  /// The last frames sent, for the fault that sends them again.
  var sent: [TradeUpdate] = []
  /// A frame that waits for the one after it, for the fault that swaps them.
  var swapped: TradeUpdate?
  /// Fills that wait for what their order does next, for the fault that tells them with its total; by order.
  var ahead: [String: TradeUpdate] = [:]
  /// Prices between which a symbol trades, where somebody has set them.
  var bands: [String: PriceBands] = [:]
  /// The last quarter of a second whose quotes were sent.
  var lastBeat: Int64 = 0

  private let executor = VenueExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ options: VenueOptions) throws(VenueError) {
    self.options = options
    clock = VenueClock(at: options.startsAt)
    let configuration = ExchangeConfiguration(
      deduplication: options.deduplication, displayLimit: 300, tape: options.tape, hours: options.sessions)
    do throws(LedgerError) {
      paper = try PaperVenue(
        ledgerPath: options.ledgerPath, seed: options.seed, at: clock.now(), configuration: configuration)
    } catch {
      throw .ledger(error)
    }
    books = paper.exchange.books
    rate = RateWindow(limit: options.rateLimit)
    dataRate = RateWindow(limit: options.rateLimit)
    // With the count of orders, so that chance does not begin again with every restart.
    faults = FaultBoard(try options.rules(), seed: paper.header.seed &+ UInt64(books.orders.count))
  }

  // MARK: Time

  /// Lets time pass up to now, and tells whoever listens. Returns how many milliseconds may pass until the
  /// next time; throws once the ledger cannot be written.
  func turn() throws(VenueError) -> Int {
    let now = clock.now()
    try settle(at: now)
    beat(at: now)
    flush()
    let next = [paper.exchange.nextEventAt, nextBeat(after: now)].compactMap(\.self).min()
    let wait = next.map { Int(($0 - now).microseconds / 1000) + 1 } ?? Venue.longestWait
    return min(max(wait, 1), Venue.longestWait)
  }

  /// A new order sets a deadline that a turn already sleeping does not know of.
  private static let longestWait = 50

  /// Puts everything done so far on disk and makes the frames that tell of it.
  func settle(at now: Instant) throws(VenueError) {
    do throws(LedgerError) {
      for event in try paper.commit(at: now) { record(event) }
    } catch {
      failure = error
      throw .ledger(error)
    }
  }

  private func record(_ event: ExchangeEvent) {
    do throws(BooksError) {
      try books.apply(event)
    } catch {
      preconditionFailure("an event that is in the ledger does not fit the books: \(event): \(error)")
    }
    guard let order = books.order(event.orderID) else { return }
    let position = books.account.position(in: order.terms.symbol)?.quantity ?? 0
    if let update = TradeUpdate(event, order: order, position: position) { tell(update) }
  }

  // MARK: The market

  func quote(_ symbol: Symbol) -> DisplayedQuote { paper.exchange.quote(symbol, at: clock.now()) }

  /// What a share is worth: what the next one sold or bought goes for.
  func worth(_ symbol: Symbol) -> Price { quote(symbol).quote.bid }

  var figures: AccountFigures { AccountFigures(books) { worth($0) } }

  /// How an order is shown to whoever asks for it.
  func showing(_ order: VenueOrder) -> OrderShape.Showing {
    stuckCancels.contains(order.id) ? .pendingCancel : .asItStands
  }
}
