#if NETWORK
  import Brokers
  import NIOConcurrencyHelpers
  import SlicingCore
  import TestSupport
  import Testing

  @testable import AlpacaBroker

  /// A cancel from outside against a broker that answers badly.
  @Suite(.alone) struct SweepTests {
    /// A broker's books of a few orders, and the answers it gives before its own.
    private struct Books: Sendable {
      var open: [ClientOrderID]
      /// Instead of a list, in their order; nil for the list itself.
      var lists: [String?] = []
      /// Instead of every list, once these are used up.
      var listAfterwards: String?
      /// Instead of what cancels come to, in their order.
      var refusals: [String] = []
      /// No cancel is ever answered.
      var cancelsHang = false

      func id(_ order: ClientOrderID) -> String { "B-\(order.text)" }

      var rows: String {
        let rows = open.map {
          """
          {"id":"\(id($0))","client_order_id":"\($0.text)","status":"new","filled_qty":"0","symbol":"KO",
           "side":"buy","qty":"10","type":"market","time_in_force":"day","created_at":"2026-11-25T15:00:00Z"}
          """
        }
        return okay("[\(rows.joined(separator: ","))]")
      }

      /// Nil for none.
      mutating func answer(_ line: String) -> String? {
        if line.hasPrefix("GET /v2/orders?") {
          return (lists.isEmpty ? listAfterwards : lists.removeFirst()) ?? rows
        }
        if cancelsHang { return nil }
        if !refusals.isEmpty { return refusals.removeFirst() }
        guard line != "DELETE /v2/orders" else {
          let rows = open.map { #"{"id":"\#(id($0))","status":200}"# }
          open = []
          return okay("[\(rows.joined(separator: ","))]", status: "207 Multi-Status")
        }
        open = open.filter { line != "DELETE /v2/orders/\(id($0))" }
        return noContent
      }
    }

    /// For what is given up in the end.
    private static let short = Duration.milliseconds(300)
    private let orders: [ClientOrderID]

    init() throws {
      let symbol = try #require(Symbol("KO"))
      orders = (1...12).map {
        ClientOrderID(
          symbol: symbol, side: .buy, quantity: 10, type: .market, timeInForce: .day, strategy: "sweep\($0)",
          tradeDate: TradeDate(year: 2026, month: 11, day: 25))
      }
    }

    /// What a sweep of all of `books`' orders comes to, and what it asked.
    private func sweep(
      _ books: Books, isEverything: Bool = true, patience: Duration = .seconds(60)
    ) async throws -> (result: Result<CancelSweep, AlpacaError>, asked: [String]) {
      let state = NIOLockedValueBox(books)
      let server = try await TestServer.start { peer, asked in
        if let answer = state.withLockedValue({ $0.answer(asked.line) }) { peer.send(answer) }
      }
      let endpoints = try AlpacaEndpoints(
        environment: .paper, trading: "http://127.0.0.1:\(server.port)", data: nil, caFile: nil)
      let credentials = try #require(AlpacaCredentials(keyID: "K", secret: "S"))
      let configuration = AlpacaConfiguration(
        environment: .paper, endpoints: endpoints, credentials: credentials)
      let result: Result<CancelSweep, AlpacaError>
      do throws(AlpacaError) {
        result = .success(
          try await AlpacaBroker.cancelOpen(
            Set(books.open), isEverything: isEverything, configuration, patience: patience))
      } catch {
        result = .failure(error)
      }
      return (result, try await server.asked.map(\.line))
    }

    private func deletes(_ asked: [String]) -> [String] { asked.filter { $0.hasPrefix("DELETE") } }

    /// An order that somebody enters between the list and a cancel-all would be canceled too.
    @Test func fewAreCanceledOneByOneAlsoWhereEverythingIsOurs() async throws {
      let books = Books(open: Array(orders.prefix(4)))
      let (result, asked) = try await sweep(books)
      #expect(result == .success(CancelSweep(canceled: 4)))
      #expect(Set(deletes(asked)) == Set(books.open.map { "DELETE /v2/orders/\(books.id($0))" }))
    }

    @Test func whatSomebodyChoseIsCanceledOneByOne() async throws {
      let (result, asked) = try await sweep(Books(open: Array(orders.prefix(6))), isEverything: false)
      #expect(result == .success(CancelSweep(canceled: 6)))
      #expect(deletes(asked).count == 6 && !asked.contains("DELETE /v2/orders"))
    }

    @Test func everythingIsOneRequestWhereItIsMany() async throws {
      let (result, asked) = try await sweep(Books(open: orders))
      #expect(result == .success(CancelSweep(canceled: 12)))
      #expect(deletes(asked) == ["DELETE /v2/orders"])
    }

    private static let refusal = okay(status: "429 Too Many Requests", more: "Retry-After: 2\r\n")

    /// More of them would be refused as well, and would count.
    @Test func aRefusalForTheRateEndsTheRoundAndIsWaitedOutAsTold() async throws {
      let books = Books(open: orders, refusals: [SweepTests.refusal])
      let begin = ContinuousClock.now
      let (result, asked) = try await sweep(books, isEverything: false, patience: SweepTests.short)
      #expect(result == .success(CancelSweep(canceled: 12)))
      // Of the four that were on their way at once one was refused; the list comes before the others.
      #expect(asked[1...4].allSatisfy { $0.hasPrefix("DELETE") } && asked[5].hasPrefix("GET"), "\(asked)")
      #expect(deletes(asked).count == 13)
      #expect(ContinuousClock.now - begin >= .seconds(2))
    }

    /// And not by a request for each order.
    @Test func aCancelOfEverythingThatIsRefusedForTheRateIsAskedForAgain() async throws {
      let books = Books(open: orders, refusals: [SweepTests.refusal])
      let (result, asked) = try await sweep(books)
      #expect(result == .success(CancelSweep(canceled: 12)))
      #expect(deletes(asked) == ["DELETE /v2/orders", "DELETE /v2/orders"])
    }

    /// Each would hang as long, and whoever halts waits for all of them.
    @Test func aBrokerThatHangsIsNotAskedForEveryOrder() async throws {
      let books = Books(open: orders, cancelsHang: true)
      let (result, asked) = try await sweep(books, isEverything: false, patience: SweepTests.short)
      #expect(try result.get().canceled == 0)
      #expect(try Set(result.get().stillOpen) == Set(orders.map(books.id)))
      // A batch in time and one past it, of those that were not asked for yet.
      #expect(deletes(asked).count == 8 && Set(deletes(asked)).count == 8, "\(asked)")
    }

    @Test(arguments: [
      okay("<html>", status: "503 Service Unavailable"), okay("[{}]"), okay(status: "401 Unauthorized"),
    ])
    func aBadAnswerInBetweenIsAskedForAgain(bad: String) async throws {
      let books = Books(open: Array(orders.prefix(1)), lists: [nil, bad, bad])
      let (result, _) = try await sweep(books)
      #expect(result == .success(CancelSweep(canceled: 1)))
    }

    @Test func aBadBeginningIsTriedAgain() async throws {
      let books = Books(open: Array(orders.prefix(1)), lists: [okay(status: "500 Internal Server Error")])
      #expect(try await sweep(books).result == .success(CancelSweep(canceled: 1)))
    }

    /// The rate's window is longer than a halt's patience.
    @Test func aRefusalForTheRateIsWaitedOut() async throws {
      let books = Books(
        open: Array(orders.prefix(1)),
        lists: Array(repeating: okay(status: "429 Too Many Requests"), count: 3) + [nil])
      #expect(try await sweep(books, patience: SweepTests.short).result == .success(CancelSweep(canceled: 1)))
    }

    @Test func whatCannotBeLookedAtAgainIsInDoubtAndNotUndone() async throws {
      let bad = okay(status: "500 Internal Server Error")
      let books = Books(open: Array(orders.prefix(2)), lists: [nil], listAfterwards: bad)
      let (result, asked) = try await sweep(books, patience: SweepTests.short)
      let sweep = try result.get()
      #expect(sweep.canceled == 0 && sweep.stillOpen.isEmpty)
      #expect(Set(sweep.doubtful) == Set(books.open.map(books.id)))
      #expect(sweep.trouble == "500 Internal Server Error")
      #expect(deletes(asked).count == 2)
    }

    @Test func whatCanNeverBeReadIsAFailure() async throws {
      let bad = okay(status: "500 Internal Server Error")
      let (result, asked) = try await sweep(
        Books(open: orders, listAfterwards: bad), patience: SweepTests.short)
      #expect(
        result
          == .failure(.unreachable("its open orders cannot be read: 500 Internal Server Error")))
      #expect(asked.count > 1)
    }

    @Test func keysThatAreRefusedAreSaidAtOnce() async throws {
      let books = Books(open: orders, listAfterwards: okay(status: "401 Unauthorized"))
      let (result, asked) = try await sweep(books)
      #expect(result == .failure(.unauthorized("401 Unauthorized")))
      #expect(asked.count == 1)
    }
  }
#endif
