internal import ArgumentParser
internal import Brokers
internal import OrderStore

/// Whose orders a command is about.
struct AccountOptions: ParsableArguments {
  enum BrokerName: String, ExpressibleByArgument, CaseIterable {
    case paper, alpaca
  }

  @Option(help: "The broker orders go to.")
  var broker = BrokerName.paper

  @Flag(help: "Real money.")
  var live = false

  @Option(
    help: ArgumentHelp(
      "The account at the broker, compared with what the broker says; --live needs it.", valueName: "number"))
  var account: String?

  func validate() throws {
    guard broker == .paper else { return try validateAccount() }
    guard !live else { throw ValidationError("--live needs a broker with real money: --broker alpaca") }
    guard account == nil else { throw ValidationError("the paper broker has no --account") }
  }

  private func validateAccount() throws {
    guard account.map(AccountNumber.isOne) ?? true else {
      throw ValidationError("--account takes letters and digits")
    }
    guard !live || account != nil else {
      throw ValidationError("--live needs the account number typed: --account NUMBER")
    }
  }

  var environment: BrokerEnvironment { live ? .live : .paper }
}

extension Identity {
  /// The paper exchange inside the program.
  static let paperDesk = Identity(
    broker: "paper", account: "paper", environment: BrokerEnvironment.paper.rawValue)

  /// An account at Alpaca.
  static func alpaca(_ account: String, _ environment: BrokerEnvironment) -> Identity {
    Identity(
      broker: AccountOptions.BrokerName.alpaca.rawValue, account: account, environment: environment.rawValue)
  }

  /// The name of the folder that holds it, where nobody named one.
  var folderName: String { self == .paperDesk ? "paper" : "\(broker)-\(environment)-\(account)" }

  /// What its broker's environment is; nil for a word that no broker of this build uses.
  var brokerEnvironment: BrokerEnvironment? { BrokerEnvironment(rawValue: environment) }
}
