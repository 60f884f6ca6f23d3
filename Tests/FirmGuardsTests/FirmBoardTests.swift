#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import Testing

  @testable import FirmGuards

  /// The cached reading by itself, without a server.
  @Suite struct FirmBoardTests {
    let board = FirmBoard()
    let halt = FirmReading.engaged(.init(by: "a", at: nil, reason: "b"))

    @Test func aReadingThatWasLongUnderWayIsOldWhenItComes() throws {
      board.post(.open, since: BootTime(nanoseconds: BootTime.now.nanoseconds - 1_250_000_000))
      #expect(!board.allowsTrading)
      let words = try #require(board.reading.complaint)
      let age = words.dropFirst("it was last read ".count).prefix { $0 != " " }
      // Older by what this machine takes to get here.
      #expect(words == "it was last read \(age) s ago" && (Double(age) ?? 0) >= 1.2, "\(words)")
    }

    @Test func whatStopsTradingCountsAtOnce() {
      board.post(.open, since: BootTime.now)
      board.post(halt, since: BootTime.now)
      #expect(!board.allowsTrading)
      #expect(board.reading == halt || board.reading.complaint != nil)
    }

    @Test func aFaultDoesNotShortenTheLifeOfAReading() {
      let future = BootTime(nanoseconds: BootTime.now.nanoseconds + 60_000_000_000)
      board.post(.open, since: future)
      board.fail("no answer")
      #expect(board.allowsTrading && board.reading == .open)
    }

    /// The other threads may hang in a name server: nobody but the clock says that the reading is too old.
    @Test func itGrowsOldWithoutAnybodysHelp() {
      let board = FirmBoard()
      board.begin()
      #expect(board.news(after: nil) == .unreadable("it has not been read yet"))
      board.post(halt, since: BootTime.now)
      // A machine that is very busy may see the end first.
      let first = board.news(after: nil)
      #expect(first == halt || first == .unreadable("it was last read too long ago"))
      // Waits for it.
      #expect(board.news(after: halt) == .unreadable("it was last read too long ago"))
    }

    @Test func aNewReasonIsNewsAndTheSameIsNot() {
      board.fail("first")
      let first = board.news(after: nil)
      #expect(first == .unreadable("it has not been read yet (first)"))
      board.fail("second")
      #expect(board.news(after: first) == .unreadable("it has not been read yet (second)"))
    }

    @Test func afterTheEndThereIsNoNews() {
      board.close()
      #expect(board.news(after: nil) == nil)
      board.post(.open, since: BootTime.now)
      #expect(!board.allowsTrading && board.reading == .unreadable("it is no longer read"))
    }
  }
#endif
