internal import ArgumentParser
internal import OrderStore
internal import PaperExchange
internal import SlicingCore
internal import Terminal

#if NETWORK
  internal import VenueServer
#endif

/// `tranche venue`: the paper exchange as a server that speaks Alpaca's protocol on loopback.
struct VenueCommand: ParsableCommand {
  #if NETWORK
    private static let faults =
      "Faults, each as NAME, NAME=VALUE, and after it @PERCENT and *TIMES:\n\n"
      + VenueOptions.faultHelp.map { "  \($0.name): \($0.words)" }.joined(separator: "\n")
  #else
    private static let faults = VenueCommand.lack
    private static let lack =
      "this build has no network: build it with the package trait Network, which is on by default"
  #endif

  static let configuration = CommandConfiguration(
    commandName: "venue",
    abstract: "Serves the paper exchange on loopback, in Alpaca's protocol, to rehearse with.",
    discussion: faults)

  @Option(help: ArgumentHelp("Port on 127.0.0.1; 0 for any that is free.", valueName: "n"))
  var port: Int

  @Option(help: "Key id that clients have to send. No secret: only this machine reaches the venue.")
  var key: String

  @Option(help: "What belongs to the key.")
  var secret: String

  @Option(help: ArgumentHelp("State folder, for the ledger.", valueName: "dir"))
  var state: String?

  @Option(help: ArgumentHelp("Seed of prices and chance.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Recorded quotes or one-minute bars (CSV), played from the ledger's start.", valueName: "file"))
  var replay: String?

  @Option(
    help: ArgumentHelp(
      "Where the venue's clock starts (RFC 3339); the wall's time if left out.", valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Requests a minute.", valueName: "n"))
  var rate = 200

  @Option(
    help: ArgumentHelp(
      "A client id seen before is refused: forever, never, or for so long.", valueName: "how"))
  var deduplicate = "forever"

  /// When the venue's market is open.
  enum Sessions: String, ExpressibleByArgument, CaseIterable {
    case aroundTheClock = "around-the-clock"
    case regular
  }

  @Option(help: "When its market is open: always, or in New York's regular sessions.")
  var sessions = Sessions.aroundTheClock

  @Option(
    name: .customLong("fault"), help: ArgumentHelp("A fault that is on from the start.", valueName: "fault"))
  var faultRules: [String] = []

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number up to 65535") }
    guard rate >= 1 else { throw ValidationError("--rate takes a number from 1") }
    guard !key.isEmpty, !secret.isEmpty else { throw ValidationError("--key and --secret may not be empty") }
  }

  func run() throws {
    #if NETWORK
      let folder = try folder()
      let options = try options(ledgerPath: folder.path(of: .paperLedger))
      try BlockingWait.run { () async throws(CommandFailure) in
        do {
          try await VenueServer(options).run { port in
            StandardOutput.say("venue on http://127.0.0.1:\(port)")
          }
        } catch let error as VenueError {
          throw CommandFailure(error)
        } catch {
          throw CommandFailure(.unreachable, "\(error)")
        }
      }
    #else
      throw CommandFailure(.unreachable, VenueCommand.lack)
    #endif
  }

  #if NETWORK
    private func folder() throws(CommandFailure) -> StateFolder {
      guard let path = state ?? Folders.state(Environment.current).map({ "\($0)/tranche/venue" }),
        !path.isEmpty
      else {
        throw CommandFailure(.usage, "neither XDG_STATE_HOME nor HOME is set: name a folder with --state")
      }
      guard case .ours(let folder) = try FolderClaim.make(path) else {
        throw CommandFailure(.cannotWrite, "\(path) is in use by another process")
      }
      return folder
    }

    private func options(ledgerPath: String) throws(CommandFailure) -> VenueOptions {
      var options = VenueOptions(port: port, key: key, secret: secret, ledgerPath: ledgerPath)
      options.seed = seed
      options.rateLimit = rate
      options.faults = faultRules
      options.sessions = sessions == .regular ? .regular : .aroundTheClock
      if let replay { options.tape = try MarketTape.forCommand(replay) }
      if let time {
        guard let instant = Instant(foreignRFC3339: time) else {
          throw CommandFailure(.usage, "--time \(time): expected a time such as 2026-11-25T15:00:00Z")
        }
        options.startsAt = instant
      }
      switch deduplicate {
      case "forever": options.deduplication = .forever
      case "never": options.deduplication = .never
      default:
        guard let span = TimeSpan(entered: deduplicate) else {
          throw CommandFailure(
            .usage, "--deduplicate \(deduplicate): expected forever, never or a time such as 10s")
        }
        options.deduplication = .window(span)
      }
      return options
    }
  #endif
}

#if NETWORK
  extension CommandFailure {
    fileprivate init(_ error: VenueError) {
      switch error {
      case .badFault: self.init(.usage, error.description)
      case .ledger: self.init(.cannotWrite, error.description)
      case .cannotListen: self.init(.unreachable, error.description)
      }
    }
  }
#endif
