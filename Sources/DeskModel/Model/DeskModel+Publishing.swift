internal import Brokers
internal import DequeModule
internal import SlicingCore

extension DeskModel {
  /// The state now.
  public func snapshot() -> DeskSnapshot {
    DeskSnapshot(
      desk: desk, now: clock.now(), activity: Array(lines), alerts: alerts, brokerName: broker.name,
      environment: broker.environment, brokerLatency: brokerLatency, speed: clock.speed,
      readOnlyHolder: options.readOnlyHolder, recovered: recovered)
  }

  /// Publishes now, or as soon as the last snapshot is old enough; never more than one waits. So the first of
  /// a series goes out at once, and the last is never lost.
  func publishSoon() {
    guard publishTask == nil, stage != .stopped else { return }
    let next = lastPublish.map { $0 + .microseconds(options.publishInterval.microseconds) } ?? .now
    guard next > .now else { return publish() }
    publishTask = Task { [weak self] in
      // Canceled by the end of the program, which publishes the last one itself.
      guard (try? await Task.sleep(until: next, tolerance: .zero, clock: .continuous)) != nil else { return }
      await self?.publish()
    }
  }

  func publish() {
    publishTask = nil
    lastPublish = .now
    snapshots.publish(snapshot())
  }

  /// Turns log records into lines for the screen and for `tranche run`.
  func record(_ log: [LogRecord]) {
    for record in log where record.kind != .armed {
      let line = ActivityLine(
        at: record.at, kind: record.kind, text: words(record), parentID: record.parentID)
      lines.append(line)
      activityFeed.yield(line)
    }
    while lines.count > DeskSnapshot.activityLimit { lines.removeFirst() }
  }

  /// The record's reason, with the order it belongs to where the reason does not name it.
  private func words(_ record: LogRecord) -> String {
    let ordinal = record.parentID.flatMap { desk.book($0) }.map { "order \($0.parent.ordinal)" }
    let slice = record.sliceID.flatMap { desk.slice($0) }.map { "slice \($0.number + 1)" }
    let place = [ordinal, slice].compactMap(\.self).joined(separator: " ")
    let name = record.kind.rawValue.replacing("_", with: " ")
    return [place, name, record.reason].filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
