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
