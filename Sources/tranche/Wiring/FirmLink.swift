internal import DeskModel
internal import SlicingCore

#if FIRM_GUARDS
  internal import FirmGuards
#endif

/// The switch that the firm's desks share, where the settings name one. A build that cannot reach it does not
/// trade without it.
enum FirmLink {
  static func open(_ settings: Settings) throws(CommandFailure) -> (any FirmSwitching)? {
    guard !settings.firmRedis.isEmpty else { return nil }
    #if FIRM_GUARDS
      return SharedSwitch(FirmSwitch(try configuration(settings)))
    #else
      throw lacking
    #endif
  }

  /// Halts the whole firm for an engine that cannot; says what came of it, nil where no switch is shared.
  static func engage(_ file: SettingsFileOption, reason: String) -> String? {
    #if FIRM_GUARDS
      do throws(CommandFailure) {
        let settings = try file.load().values
        guard !settings.firmRedis.isEmpty else { return nil }
        let client = FirmClient(try configuration(settings))
        do throws(FirmError) {
          return try client.perform(.engage(reason: reason, by: Actor(Operator.name))).words
        } catch {
          return error.words
        }
      } catch {
        return error.message
      }
    #else
      return nil
    #endif
  }

  #if FIRM_GUARDS
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
      "this build has no switch for the firm: build it with the package traits Network,FirmGuards")
  #endif
}

#if FIRM_GUARDS
  /// `FirmSwitch` as the model sees it.
  private struct SharedSwitch: FirmSwitching {
    private let shared: FirmSwitch

    init(_ shared: FirmSwitch) { self.shared = shared }

    var reading: FirmReading { shared.reading }
    var allowsTrading: Bool { shared.allowsTrading }
    func start(onChange: @escaping @Sendable (FirmReading) -> Void) { shared.start(onChange: onChange) }
    func stop() { shared.stop() }

    func perform(_ act: FirmAct, onFailure: @escaping @Sendable (String) -> Void) {
      shared.perform(act) { result in
        switch result {
        case .success(.kept(let error)): onFailure(FirmOutcome.kept(error).words)
        case .success(.done(let remark?)): onFailure(FirmOutcome.done(remark: remark).words)
        case .success: break
        case .failure(let error): onFailure(error.words)
        }
      }
    }
  }
#endif
