#if FIRM_GUARDS
  public import SlicingCore

  /// The firm's switch for the command line: each call connects, asks once, and says what came of it within
  /// about a second. It blocks, and must not be called on the cooperative pool.
  public struct FirmClient: Sendable {
    private let configuration: FirmConfiguration

    /// Connects to nothing yet.
    public init(_ configuration: FirmConfiguration) { self.configuration = configuration }

    /// Both records.
    public func status() throws(FirmError) -> FirmStatus {
      let dialogue = try connected()
      do { return try dialogue.status() } catch { throw .unreachable(error.words) }
    }

    /// Carries an act out, or says why not; nothing is kept for later. A release or a reset is of what stands
    /// there when this begins.
    public func perform(_ act: FirmAct) throws(FirmError) -> FirmOutcome {
      let dialogue = try connected()
      var knowledge = FirmKnowledge.whateverStandsThere
      do { return try dialogue.perform(act, knowing: &knowledge) } catch { throw error.told }
    }

    /// Makes the records that are missing; nothing else does. One that can be read is left as it is, one that
    /// cannot is replaced only with `repair`, by one that stops trading.
    public func initialise(by actor: Actor, repair: Bool = false) throws(FirmError) -> FirmInitialisation {
      try connected().initialise(by: actor, repair: repair)
    }

    private func connected() throws(FirmError) -> FirmDialogue {
      do {
        return FirmDialogue(
          connection: try RedisConnection.open(configuration), quietPeriod: configuration.quietPeriod)
      } catch {
        throw .unreachable(error.words)
      }
    }
  }
#endif
