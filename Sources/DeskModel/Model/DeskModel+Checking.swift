internal import OrderStore
internal import SlicingCore

// The check of the whole file, while the desk trades. A start looks at the newest records only, so that it
// takes no longer the older the file is; what is wrong further back is found here.

extension DeskModel {
  /// Why commits fail; nil while they work, though the file may be damaged further back.
  var writingFailure: String? { desk.storageFailure == damage ? nil : desk.storageFailure }

  func startChecking() {
    checking = Task { [weak self, store, options] in
      let finding = await DeskModel.check(store, options)
      await self?.checked(finding: finding)
    }
  }

  private func checked(finding: String?) {
    checking = nil
    if let finding, stage != .stopped { found(damage: finding) }
  }

  /// What is wrong with the file, in words; nil where nothing is, or the program ended meanwhile.
  private static func check(_ store: OrderStore, _ options: DeskModelOptions) async -> String? {
    for attempt in 1... {
      do throws(StoreError) {
        let rest = Duration.microseconds(options.checkRest.microseconds)
        return try await store.checkInBackground(resting: rest)?.words
      } catch {
        if Task.isCancelled { return nil }
        // A disk that cannot be read may recover; one that never does is a finding like any other.
        if !error.isPassing || attempt == checkAttempts { return "it cannot be checked: \(error.words)" }
        let pause = Duration.microseconds(options.storeRetry.microseconds) * attempt
        guard (try? await Task.sleep(for: pause)) != nil else { return nil }
      }
    }
    return nil
  }

  private static let checkAttempts = 4

  /// Closed to new orders, as with a disk that takes no commits: what the file says of the past cannot be
  /// believed. What happens at the venue is still written, and cancels and the halt go out.
  private func found(damage text: String) {
    let isWriting = writingFailure == nil
    damage = text + "; nothing new is sent (tranche verify says more)"
    if isWriting { return apply(.storage(failure: damage)) }
    // The disk fails as well, and has been said to; the record follows it, the words come now.
    enqueue([.alert(Alert(kind: .storage, text: text))])
  }
}
