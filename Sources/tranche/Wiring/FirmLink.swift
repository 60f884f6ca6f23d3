internal import DeskModel
internal import SlicingCore

#if FIRM_GUARDS
  internal import FirmGuards
  internal import Foundation
  internal import Synchronization
#endif

/// The switch that the firm's desks share, where the settings name one. A build that cannot reach it does not
/// trade without it.
enum FirmLink {
  /// Whether a desk listens to the firm's switch and acts on it. A rehearsal that halts must not halt the
  /// firm, so that a desk on the paper broker does only where the settings say so.
  static func isShared(_ settings: Settings, isPaper: Bool) -> Bool {
    !settings.firmRedis.isEmpty && (!isPaper || settings.firmPaper)
  }

  static func open(_ settings: Settings, isPaper: Bool) throws(CommandFailure) -> (any FirmSwitching)? {
    guard isShared(settings, isPaper: isPaper) else {
      if !settings.firmRedis.isEmpty {
        ProgramLog.note("the firm's switch: not shared by a desk on the paper broker (firm.paper is false)")
      }
      return nil
    }
    #if FIRM_GUARDS
      return SharedSwitch(FirmSwitch(try configuration(settings)))
    #else
      throw lacking
    #endif
  }

  /// What came of telling the firm of a halt.
  struct Told: Hashable, Sendable {
    /// Whether the firm is halted for certain.
    let isDone: Bool
    /// As a sentence of its own, without the full stop.
    let words: String

    fileprivate init(isDone: Bool, _ words: String) {
      self.isDone = isDone
      self.words = "The firm's switch: \(words)"
    }
  }

  /// Halts the whole firm for an engine that cannot; nil where no switch is shared. It blocks for as long as
  /// a name takes to resolve and a server to answer: whoever halts cancels first.
  static func engage(_ settings: Settings, isPaper: Bool, reason: String, by actor: Actor) -> Told? {
    guard isShared(settings, isPaper: isPaper) else { return nil }
    #if FIRM_GUARDS
      do throws(CommandFailure) {
        let client = FirmClient(try configuration(settings))
        do throws(FirmError) {
          return Told(isDone: true, try client.perform(.engage(reason: reason, by: actor)).words)
        } catch {
          return Told(isDone: false, error.words)
        }
      } catch {
        return Told(isDone: false, "not told of it: \(error.message)")
      }
    #else
      return Told(isDone: false, "not told of it: \(lacking.message)")
    #endif
  }

  /// The same with settings that are still to be read. Settings that cannot be read say nothing about the
  /// firm, and then nobody can claim that it was told.
  static func engage(_ file: SettingsFileOption, isPaper: Bool, reason: String, by actor: Actor) -> Told? {
    do throws(CommandFailure) {
      return engage(try file.load().values, isPaper: isPaper, reason: reason, by: actor)
    } catch {
      return Told(isDone: false, "if one is shared, not told of it: \(error.message)")
    }
  }

  /// What is to be said of the firm where something is canceled without an engine; nil where no switch is
  /// shared.
  static func notAsked(_ file: SettingsFileOption, isPaper: Bool) -> String? {
    do throws(CommandFailure) {
      guard isShared(try file.load().values, isPaper: isPaper) else { return nil }
      return "The firm's switch: neither asked nor told, for a cancel needs no leave and halts nobody"
    } catch {
      return "The firm's switch: not known whether one is shared: \(error.message)"
    }
  }

  #if FIRM_GUARDS
    /// Everybody goes by his own, and the longest one counts for him: safe, and never meant.
    static let otherQuietPeriod =
      "the firm's switch: the breaker was opened before breaker.quiet_period of these settings was over; "
      + "it should be the same on every desk"

    static func configuration(_ settings: Settings) throws(CommandFailure) -> FirmConfiguration {
      do throws(FirmSettingError) {
        // The settings file is refused where others may read it.
        return try FirmConfiguration(
          setting: settings.firmRedis, isPrivate: true, environmentPassword: EnvironmentKeys.firmPassword,
          quietPeriod: settings.limits.quietPeriod)
      } catch {
        throw CommandFailure(.usage, "the setting firm.redis \(error.words)")
      }
    }
  #else
    static let lacking = CommandFailure(
      .unreachable,
      "this build has no switch for the firm: it was made without the package trait FirmGuards")
  #endif
}

#if FIRM_GUARDS
  /// `FirmSwitch` as the model sees it.
  private struct SharedSwitch: FirmSwitching {
    private let shared: FirmSwitch

    init(_ shared: FirmSwitch) { self.shared = shared }

    var reading: FirmReading { shared.reading }
    var allowsTrading: Bool { shared.allowsTrading }

    /// The program's log says once what the desks' settings have wrong: nobody has to act on it now.
    func start(onChange: @escaping @Sendable (FirmReading) -> Void) {
      let remark = RemarkOnce()
      shared.start { [weak shared] reading in
        if shared?.hasOtherQuietPeriod == true { remark.note(FirmLink.otherQuietPeriod) }
        onChange(reading)
      }
    }

    func stop() async -> [FirmAct] {
      // A thread of its own: this waits.
      await withCheckedContinuation { done in
        Thread.detachNewThread { [shared] in
          done.resume(returning: shared.stop(waitingAtMost: .seconds(1)))
        }
      }
    }

    func perform(_ act: FirmAct, onFailure: @escaping @Sendable (String) -> Void) {
      shared.perform(act) { result in
        switch result {
        case .success(.kept(let error)): onFailure(FirmOutcome.kept(error).words)
        case .success(.done(let remark?)): onFailure(FirmOutcome.done(remark: remark).words)
        case .success: break
        // There is nothing left of what it was to lift: told of every end of a halt or a trip of this desk's.
        case .failure(.notEngaged), .failure(.notTripped): break
        case .failure(let error): onFailure(error.words)
        }
      }
    }
  }

  /// A line of the program's log that is written once, on whatever thread.
  private final class RemarkOnce: Sendable {
    private let isNoted = Atomic(false)

    func note(_ words: String) {
      if !isNoted.exchange(true, ordering: .relaxed) { ProgramLog.note(words) }
    }
  }
#endif
