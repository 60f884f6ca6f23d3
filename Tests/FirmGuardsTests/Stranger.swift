#if FIRM_GUARDS
  import Glibc
  import Testing

  @testable import FirmGuards

  /// Something else that listens where the server should be.
  final class Stranger {
    enum Manner: Sendable {
      /// Another protocol.
      case web
      /// The right one, a byte now and then.
      case slow
    }

    let port: Int
    private let socket: Int32

    init(_ manner: Manner) throws {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(socket, $0, size) == 0 && getsockname(socket, $0, &size) == 0
        }
      }
      try #require(isBound && listen(socket, 8) == 0)
      port = Int(UInt16(bigEndian: address.sin_port))
      self.socket = socket
      OwnThread.start {
        while true {
          let guest = accept(socket, nil, nil)
          guard guest >= 0 else { return }
          var request = [UInt8](repeating: 0, count: 4096)
          _ = recv(guest, &request, request.count, 0)
          Stranger.answer(guest, manner)
          close(guest)
        }
      }
    }

    private static func answer(_ guest: Int32, _ manner: Manner) {
      switch manner {
      case .web:
        let answer = Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
        _ = send(guest, answer, answer.count, Int32(MSG_NOSIGNAL))
      case .slow:
        while send(guest, [UInt8(ascii: "+")], 1, Int32(MSG_NOSIGNAL)) == 1 { usleep(10_000) }
      }
    }

    deinit {
      // Wakes the thread that accepts, which ends.
      shutdown(socket, Int32(SHUT_RDWR))
      close(socket)
    }
  }
#endif
