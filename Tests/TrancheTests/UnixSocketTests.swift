import Foundation
import Testing

@testable import tranche

/// Reaching the engine's socket, above all where it cannot be known whether there is one.
///
/// A program that another test starts meanwhile would hold a copy of the listener until it is itself.
@Suite(.byItself) struct UnixSocketTests {
  @Test func aListenerIsReachedAndOneThatIsGoneIsNobody() throws {
    let scratch = try Scratch()
    #expect(UnixSocket.connect(name: "s", in: "\(scratch.path)/elsewhere") == .nobody)
    #expect(UnixSocket.connect(name: "s", in: scratch.path) == .nobody)
    let listener = try #require(UnixSocket.listen(name: "s", in: scratch.path))
    guard case .made(let client) = UnixSocket.connect(name: "s", in: scratch.path) else {
      Issue.record("not reached")
      return
    }
    close(client)
    close(listener)
    #expect(UnixSocket.connect(name: "s", in: scratch.path) == .nobody, "a name without a listener")
  }

  /// What adds risk is done for the one, and not for the other.
  @Test func whoHasEndedHisSideHasNotHungUp() throws {
    let scratch = try Scratch()
    let listener = try #require(UnixSocket.listen(name: "s", in: scratch.path))
    defer { close(listener) }
    guard case .made(let client) = UnixSocket.connect(name: "s", in: scratch.path) else {
      Issue.record("not reached")
      return
    }
    let served = try #require(UnixSocket.accept(listener))
    defer { close(served) }
    #expect(!UnixSocket.isHungUp(served))
    shutdown(client, Int32(SHUT_WR))
    var byte: UInt8 = 0
    #expect(read(served, &byte, 1) == 0, "the end is read")
    #expect(!UnixSocket.isHungUp(served))
    close(client)
    #expect(UnixSocket.isHungUp(served))
  }

  /// "No engine runs" would be a wrong answer to whoever halts. With one descriptor left, the folder can be
  /// opened and no socket be made; with none, neither.
  @Test(arguments: [0, 1]) func withoutDescriptorsItIsNotKnown(left: Int) async {
    await #expect(processExitsWith: .success) { [left] in
      // Its folder is gone when it returns, and not left behind by `exit`.
      exit(try Self.statusWithoutDescriptors(left: left))
    }
  }

  private static func statusWithoutDescriptors(left: Int) throws -> Int32 {
    let scratch = try Scratch()
    guard let listener = UnixSocket.listen(name: "s", in: scratch.path) else { return 2 }
    var taken: [Int32] = []
    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 3 }
    while case let descriptor = dup(listener), descriptor >= 0 { taken.append(descriptor) }
    guard taken.count > left else { return 4 }
    for descriptor in taken.suffix(left) { close(descriptor) }
    let isUnknown = UnixSocket.connect(name: "s", in: scratch.path) == .notNow
    for descriptor in taken.dropLast(left) { close(descriptor) }
    return withExtendedLifetime(scratch) { isUnknown ? 0 : 5 }
  }
}
