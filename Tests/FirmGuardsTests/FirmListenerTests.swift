#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import Testing

  @testable import FirmGuards

  extension FirmServerTests {
    @Suite(.serialized) struct FirmListenerTests {
      /// Accepting somebody and throwing him out again is no success.
      @Test func whoeverIsThrownOutAtOnceComesBackMoreSlowlyEachTime() throws {
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
        try waitUntil("it has come") { !visits.values.isEmpty }
        usleep(1_500_000)
        mailbox.close()
        // At 0, 20, 60, 140, 300, 620, 1120 ms after the first.
        #expect((3...9).contains(visits.values.count), "\(visits.values.count) visits")
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
      }
    }
  }
#endif
