import SlicingCore
import Testing

@testable import tranche_crash

/// The judge of the crash runs, on pairs made by hand: a judge that finds nothing proves nothing.
@Suite struct JudgeTests {
  private let day = Instant(microseconds: 1_772_461_800_000_000)

  /// One order of 30 shares in three slices: two filled, one missed and given up.
  private var sound: Evidence {
    let price = Price(nanodollars: 187_430_000_001)
    let slices = (0..<3).map { number in
      DeskSlice(
        id: "slice\(number)", parentID: "parent", number: number, symbol: "AAPL", side: "buy", quantity: 10,
        status: .filled, filled: 10, cost: Int128(price.nanodollars) * 10)
    }
    var evidence = Evidence(
      ledger: (0..<2).map { number in
        LedgerOrder(
          clientID: "slice\(number)", symbol: "AAPL", side: "buy", quantity: 10,
          createdAt: day + .seconds(number),
          executions: [LedgerOrder.Execution(id: "fill\(number)", quantity: 10, price: price)])
      },
      parents: [DeskParent(id: "parent", ordinal: 1, quantity: 30, status: .partial, totalSlices: 3)],
      slices: slices,
      fills: (0..<2).map {
        DeskFill(executionID: "fill\($0)", clientID: "slice\($0)", quantity: 10, price: price)
      })
    evidence.slices[2].status = .missed
    evidence.slices[2].filled = 0
    evidence.slices[2].cost = 0
    evidence.slices[2].reason = "late by 2 s"
    evidence.slices[2].rest = .closed
    return evidence
  }

  private func kinds(_ change: (inout Evidence) -> Void) -> Set<Finding.Kind> {
    var evidence = sound
    change(&evidence)
    return Set(Judge.findings(evidence).map(\.kind))
  }

  @Test func whatIsSoundPasses() { #expect(Judge.findings(sound) == []) }

  @Test func anOrderTakenInTwiceIsADuplicate() {
    #expect(kinds { $0.ledger.append($0.ledger[0]) }.contains(.duplicate))
    // Working or filled: both are shares.
    #expect(
      kinds {
        var second = $0.ledger[0]
        second.executions = []
        second.isOpen = true
        $0.ledger.append(second)
      }.contains(.duplicate))
  }

  @Test func aRejectedOrderBesideATakenOneIsNone() {
    #expect(
      kinds {
        var rejected = $0.ledger[0]
        rejected.wasTakenIn = false
        rejected.executions = []
        $0.ledger.append(rejected)
      } == [])
  }

  @Test func moreThanTheOrderUnderDifferentIDsIsADuplicate() {
    #expect(
      kinds { evidence in
        evidence.parents[0].quantity = 15
        evidence.parents[0].status = .completed
      }.contains(.duplicate))
  }

  @Test func anOrderTheDeskDoesNotKnowIsLost() {
    #expect(kinds { $0.ledger[1].clientID = "stranger" }.contains(.lost))
    #expect(kinds { $0.ledger[1].quantity = 11 }.contains(.lost))
    #expect(kinds { $0.ledger[1].side = "sell" }.contains(.lost))
  }

  @Test func aSliceWithoutAnEndIsLost() {
    for status in SliceStatus.allCases where !status.isFinal {
      #expect(kinds { $0.slices[2].status = status } == [.lost])
    }
  }

  @Test func aSliceWithoutAReasonIsLost() {
    #expect(kinds { $0.slices[2].reason = nil } == [.lost])
    #expect(kinds { $0.slices[2].reason = "" } == [.lost])
    #expect(kinds { $0.slices[2].rest = nil } == [.lost])
    #expect(kinds { $0.slices[2].rest = .owed } == [.lost])
  }

  @Test func sharesNobodyAccountsForAreLost() {
    #expect(kinds { $0.slices[2].rest = .moved } == [.lost])
    #expect(kinds { $0.slices.removeLast() } == [.lost])
    #expect(kinds { $0.parents[0].quantity = 40 } == [.lost])
    #expect(kinds { $0.parents[0].status = .completed } == [.lost])
    #expect(kinds { $0.parents[0].status = .held } == [.lost])
  }

  @Test func anOrderThatStillWorksAfterItsEndIsLost() {
    #expect(
      kinds {
        $0.ledger[1].isOpen = true
      } == [.lost])
  }

  @Test func plannedAnewCountsOnce() {
    #expect(
      kinds { evidence in
        evidence.slices[2].rest = .moved
        var added = evidence.slices[2]
        added.id = "slice3"
        added.number = 3
        added.rest = .closed
        evidence.slices.append(added)
        evidence.parents[0].totalSlices = 4
      } == [])
  }

  @Test func aFillThatDiffersIsFound() {
    #expect(kinds { $0.fills.removeLast() }.contains(.fills))
    #expect(kinds { $0.fills.append($0.fills[0]) }.contains(.fills))
    #expect(kinds { $0.fills[0].quantity = 9 }.contains(.fills))
    #expect(kinds { $0.fills[0].price = Price(nanodollars: 187_430_000_000) }.contains(.fills))
    #expect(kinds { $0.fills[0].clientID = "slice1" }.contains(.fills))
    #expect(kinds { $0.ledger[0].executions = [] }.contains(.fills))
    #expect(kinds { $0.slices[0].cost += 1 } == [.fills])
    #expect(kinds { $0.slices[0].filled = 9 }.contains(.fills))
  }

  @Test func anOrderAfterAHaltIsFound() {
    let second = day + .seconds(1)
    #expect(kinds { $0.halts = [HaltSpan(from: second, until: nil)] } == [])
    #expect(
      kinds { $0.halts = [HaltSpan(from: second - .milliseconds(1), until: nil)] } == [.sentWhileStopped])
    #expect(
      kinds { $0.halts = [HaltSpan(from: day, until: second - .milliseconds(1))] } == [],
      "released before the second order")
    #expect(kinds { $0.halts = [HaltSpan(from: day, until: second)] } == [.sentWhileStopped])
  }

  @Test func whatLeftBeforeAHaltMayArriveAfterIt() {
    let halt = HaltSpan(from: day + .milliseconds(990))
    let found = { (intent: Instant?, transit: TimeSpan) in
      kinds { evidence in
        evidence.halts = [halt]
        evidence.transit = transit
        evidence.slices[1].firstIntentAt = intent
      }
    }
    #expect(found(day + .milliseconds(980), .milliseconds(10)) == [])
    #expect(found(day + .milliseconds(980), .milliseconds(9)) == [.sentWhileStopped], "too late for the way")
    #expect(found(day + .milliseconds(991), .milliseconds(10)) == [.sentWhileStopped], "decided on after it")
    #expect(found(nil, .milliseconds(10)) == [.sentWhileStopped], "the desk never decided on it")
  }
}
