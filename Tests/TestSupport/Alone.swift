import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
  /// Enabled in a process of its own, which `ChildRunTests` starts in every test run: elsewhere the tests of
  /// other targets block the few threads that all asynchronous ones share, and a server or a desk among them
  /// does nothing for seconds.
  public static var alone: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["TRANCHE_TESTS_ALONE"] != nil,
      "run in a process of its own, by ChildRunTests")
  }
}
