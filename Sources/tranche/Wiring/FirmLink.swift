internal import DeskModel
internal import SlicingCore

#if FIRM_GUARDS
  internal import FirmGuards
#endif

/// The switch that the firm's desks share, where the settings name one. A build that cannot reach it does not
/// trade without it.
enum FirmLink {
  #if FIRM_GUARDS
    static func open(_ settings: Settings) throws(CommandFailure) -> (any FirmSwitching)? {
      guard let address = try address(settings) else { return nil }
      return SharedSwitch(FirmSwitch(address, quietPeriod: settings.limits.quietPeriod))
    }

    /// Nil where the settings name none.
    static func address(_ settings: Settings) throws(CommandFailure) -> FirmAddress? {
      guard !settings.firmRedis.isEmpty else { return nil }
      do throws(FirmAddressError) {
        return try FirmAddress(settings.firmRedis, password: EnvironmentKeys.firmPassword)
      } catch {
        throw CommandFailure(.usage, "settings, firm.redis: \(error.words)")
      }
    }
  #else
    static func open(_ settings: Settings) throws(CommandFailure) -> (any FirmSwitching)? {
      guard !settings.firmRedis.isEmpty else { return nil }
      throw lacking
    }

    static let lacking = CommandFailure(
      .unreachable,
      "firm.redis is set, and this build has no firm switch: swift build --traits Network,FirmGuards")
  #endif
}

#if FIRM_GUARDS
  /// `FirmSwitch` as the model sees it.
  private struct SharedSwitch: FirmSwitching {
    private let shared: FirmSwitch

    init(_ shared: FirmSwitch) { self.shared = shared }

    var reading: FirmReading { shared.reading() }
    var allowsTrading: Bool { shared.allowsTrading }
    func start(onChange: @escaping @Sendable (FirmReading) -> Void) { shared.start(onChange: onChange) }
    func stop() { shared.stop() }

    func perform(_ act: FirmAct, onFailure: @escaping @Sendable (String) -> Void) {
      shared.perform(act) { result in
        if case .failure(let error) = result { onFailure(error.words) }
      }
    }
  }
#endif
