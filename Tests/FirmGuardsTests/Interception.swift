#if FIRM_GUARDS
  import Glibc
  import SlicingCore
  import Testing

  @testable import FirmGuards

  /// Stands between a desk and its server, and stops the server at the moment at which a script is on its
  /// way: the script then stands in the server's socket, and is read when the server goes on.
  final class Interception: Sendable {
    let port: Int
    private let socket: Int32

    init(before server: RedisServer) throws {
      (socket, port) = try Interception.listening()
      let (socket, target, process) = (socket, server.port, server.processIdentifier)
      OwnThread.start {
        while true {
          let guest = accept(socket, nil, nil)
          guard guest >= 0 else { return }
          OwnThread.start { Interception.carry(guest, to: target, stopping: process) }
        }
      }
    }

    deinit {
      // Wakes the thread that accepts, which ends.
      shutdown(socket, Int32(SHUT_RDWR))
      close(socket)
    }

    private static func carry(_ guest: Int32, to port: Int, stopping process: Int32) {
      let host = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer {
        close(guest)
        close(host)
      }
      var address = loopback(port: port)
      let isConnected = withSocketAddress(&address) { connect(host, $0, $1) == 0 }
      guard isConnected else { return }
      var both = [
        pollfd(fd: guest, events: Int16(POLLIN), revents: 0),
        pollfd(fd: host, events: Int16(POLLIN), revents: 0),
      ]
      var bytes = [UInt8](repeating: 0, count: 65_536)
      while poll(&both, 2, 10_000) > 0 {
        for (from, to) in [(0, host), (1, guest)] where both[from].revents != 0 {
          let count = recv(both[from].fd, &bytes, bytes.count, 0)
          guard count > 0 else { return }
          if from == 0, bytes[..<count].firstRange(of: Array("EVAL".utf8)) != nil {
            kill(process, SIGSTOP)
          }
          guard send(to, bytes, count, Int32(MSG_NOSIGNAL)) == count else { return }
        }
      }
    }

    /// A socket that listens on a free port of this machine.
    static func listening() throws -> (socket: Int32, port: Int) {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = loopback(port: 0)
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withSocketAddress(&address) {
        bind(socket, $0, $1) == 0 && getsockname(socket, $0, &size) == 0
      }
      try #require(isBound && listen(socket, 64) == 0)
      return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func loopback(port: Int) -> sockaddr_in {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      address.sin_port = UInt16(port).bigEndian
      return address
    }

    private static func withSocketAddress(
      _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
  }
#endif
