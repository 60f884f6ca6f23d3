#if NETWORK
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import Testing

  @testable import AlpacaBroker

  @Suite struct CallQueueTests {
    private func pending(_ urgency: Urgency, _ target: String = "/") -> PendingCall {
      PendingCall(
        HTTPCall(method: .GET, target: target, urgency: urgency), loop: PoolBench.clients.next(),
        then: { _ in })
    }

    @Test func theMostUrgentAndThenTheOldestIsFirst() {
      var queue = CallQueue()
      let calls: [(Urgency, String)] = [
        (.question, "1"), (.order, "2"), (.cancel, "3"), (.question, "4"), (.order, "5"), (.cancel, "6"),
      ]
      for (urgency, target) in calls { #expect(queue.add(pending(urgency, target)) == nil) }
      #expect(queue.mostUrgent == .cancel)
      var order = ""
      while let next = queue.takeFirst() { order += next.call.target }
      #expect(order == "362514")
      #expect(queue.mostUrgent == nil)
    }

    @Test func whatGivesUpIsGone() {
      var queue = CallQueue()
      let impatient = pending(.order)
      _ = queue.add(impatient)
      _ = queue.add(pending(.order, "/next"))
      queue.remove(impatient)
      #expect(queue.takeFirst()?.call.target == "/next")
      #expect(queue.count == 0)
    }

    @Test func inAFullQueueTheLeastUrgentHasNoPlace() {
      var queue = CallQueue()
      for number in 0..<CallQueue.capacity { _ = queue.add(pending(.question, "/\(number)")) }
      let late = pending(.question)
      #expect(queue.add(late) === late)
      #expect(queue.add(pending(.cancel))?.call.target == "/\(CallQueue.capacity - 1)")
      #expect(queue.add(pending(.order))?.call.target == "/\(CallQueue.capacity - 2)")
      #expect(queue.count == CallQueue.capacity)
      for _ in 0..<CallQueue.capacity - 2 { _ = queue.add(pending(.cancel)) }
      #expect(queue.add(pending(.cancel))?.call.urgency == .order)
      let last = pending(.cancel)
      #expect(queue.add(last) === last)
    }
  }
#endif
