import SlicingCore
import Testing

@testable import AlpacaBroker

@Suite struct FillBookTests {
  @Test func bothSourcesNameAnExecutionAlike() {
    var book = FillBook()
    #expect(book.add(orderID: "o", executionID: "e1", quantity: 100, cumulative: 100) == "o:100")
    #expect(book.add(orderID: "o", executionID: nil, quantity: 100, cumulative: 100) == nil)
    #expect(book.add(orderID: "o", executionID: nil, quantity: 50, cumulative: 150) == "o:150")
    #expect(book.add(orderID: "o", executionID: "e2", quantity: 50, cumulative: 150) == nil)
    #expect(book.filled("o") == 150 && book.filled("other") == 0)
  }

  /// A screen shows 1,150; a name does not.
  @Test func aNameHasPlainDigits() {
    var book = FillBook()
    #expect(book.add(orderID: "o", executionID: "e", quantity: 50, cumulative: 1150) == "o:1150")
  }

  @Test func outOfOrderIsTheSame() {
    var book = FillBook()
    #expect(book.add(orderID: "o", executionID: "e2", quantity: 50, cumulative: 150) == "o:150")
    #expect(book.add(orderID: "o", executionID: "e1", quantity: 100, cumulative: 100) == "o:100")
    #expect(book.filled("o") == 150)
  }

  /// Minutes later, with the order as it is by then.
  @Test func aMessageToldAgainWithANewerOrderIsNotANewExecution() {
    var book = FillBook()
    _ = book.add(orderID: "o", executionID: "e1", quantity: 100, cumulative: 100)
    #expect(book.add(orderID: "o", executionID: "e1", quantity: 100, cumulative: 300) == nil)
    #expect(book.filled("o") == 100)
  }

  @Test func whatIsTakenBackIsFoundByTheStreamsOwnName() {
    var book = FillBook()
    _ = book.add(orderID: "o", executionID: "e1", quantity: 100, cumulative: 100)
    let known = book.known(executionID: "e1")
    #expect(known?.name == "o:100" && known?.quantity == 100)
    book.takeBack("e1")
    book.takeBack("e1")
    #expect(book.filled("o") == 0)
    #expect(book.known(executionID: "e9") == nil && book.known(executionID: "e1") == nil)
    // What fills in its place comes to the same total and is another execution.
    #expect(book.add(orderID: "o", executionID: "e2", quantity: 100, cumulative: 100) == "o:100#2")
    #expect(book.filled("o") == 100)
  }

  @Test func onlyTheNextOneHasItsPlaceForSure() {
    var book = FillBook()
    func place(_ quantity: Shares, _ cumulative: Shares, _ executionID: String? = nil) -> FillBook.Place {
      book.place(orderID: "o", executionID: executionID, quantity: quantity, cumulative: cumulative)
    }
    #expect(place(70, 70) == .next)
    #expect(place(70, 100) == .unclear, "of two quick ones, with the total of both")
    #expect(place(30, 100) == .unclear, "the second before the first")
    _ = book.add(orderID: "o", executionID: "e1", quantity: 70, cumulative: 70)
    #expect(place(70, 70) == .known && place(70, 140, "e1") == .known)
    #expect(place(30, 100) == .next && place(30, 130) == .unclear)
  }

  @Test func theOldestOrdersAreForgotten() {
    var book = FillBook()
    for number in 0...FillBook.orderLimit {
      _ = book.add(orderID: "\(number)", executionID: nil, quantity: 1, cumulative: 1)
    }
    #expect(book.filled("0") == 0 && book.filled("1") == 1)
  }
}
