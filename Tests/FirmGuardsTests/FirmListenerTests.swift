#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    @Suite(.serialized) struct FirmListenerTests {
      /// Accepting somebody and throwing him out again is no success. Where the machine stops, visits are
      /// seen at once that came one after the other: then once more.
      @Test func whoeverIsThrownOutAtOnceComesBackMoreSlowlyEachTime() throws {
        for _ in 1...4 where try sevenVisits() >= 500_000_000 { return }
        Issue.record("seven visits in less than half a second, each time")
      }

      /// How long it takes for somebody to come back six times.
      private func sevenVisits() throws -> Int64 {
        let (socket, port) = try Interception.listening()
        let visits = Heard<Int32>()
        OwnThread.start {
          let answer = Array("*3\r\n$9\r\nsubscribe\r\n$19\r\nfirm_guards:changed\r\n:1\r\n".utf8)
          var request = [UInt8](repeating: 0, count: 4096)
          while true {
            let guest = accept(socket, nil, nil)
            guard guest >= 0 else { return }
            visits.note(guest)
            _ = recv(guest, &request, request.count, 0)
            _ = send(guest, answer, answer.count, Int32(MSG_NOSIGNAL))
            close(guest)
          }
        }
        let mailbox = FirmMailbox()
        let listener = FirmListener(
          try FirmConfiguration(setting: "127.0.0.1:\(port)", isPrivate: true), mailbox: mailbox)
        OwnThread.start { listener.run() }
        // At 0, 0, 20, 60, 140, 300, 620 ms.
        try waitUntil("it has come seven times") { visits.values.count >= 7 }
        mailbox.close()
        let times = visits.times
        let span = times[6] - times[0]
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
        return span
      }
    }
  }
#endif
