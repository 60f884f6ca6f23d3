internal import SlicingCore

// A failing run told event by event, for whoever looks for its cause.

extension Simulator {
  /// Events and effects that name `options.traced`, or all of them, on standard output.
  func trace(_ event: Event) {
    guard let traced = options.traced else { return }
    tell("\(event)", traced)
  }

  func trace(_ effects: [Effect]) {
    guard let traced = options.traced else { return }
    for effect in effects {
      guard case .persist(let commit) = effect else {
        tell("  \(effect)", traced)
        continue
      }
      for record in commit.log {
        tell(
          "  log \(record.kind) \(record.reason) \(record.sliceID?.text ?? record.parentID?.text ?? "")",
          traced)
      }
    }
  }

  private func tell(_ text: String, _ traced: String) {
    if traced.isEmpty || text.contains(traced) { print(steps, deskNow, text) }
  }
}
