internal import ArgumentParser
internal import OrderStore
internal import Terminal

/// Which state folder a command means.
struct StateOptions: ParsableArguments {
  @OptionGroup var desk: AccountOptions

  @Option(help: ArgumentHelp("State folder; else that of the broker and account.", valueName: "dir"))
  var state: String?

  /// The folder named, or that of the paper desk or the account.
  func path(environment: [String: String] = Environment.current) throws(CommandFailure) -> String {
    guard let path = try knownPath(environment) else {
      throw CommandFailure(.usage, "which account: name it with --account, or its folder with --state")
    }
    return path
  }

  /// The same; nil where only the broker can say which account the keys belong to.
  func knownPath(_ environment: [String: String] = Environment.current) throws(CommandFailure) -> String? {
    if let state {
      guard !state.isEmpty else { throw CommandFailure(.usage, "--state is empty: name a folder") }
      return state
    }
    switch (desk.broker, desk.account) {
    case (.paper, _): return try StateOptions.usualPath(of: .paperDesk, environment)
    case (.alpaca, nil): return nil
    case (.alpaca, let account?):
      return try StateOptions.usualPath(of: .alpaca(account, desk.environment), environment)
    }
  }

  /// Whether the paper desk's own folder is meant; one that is named may be an account's.
  var isUsualPaper: Bool { state == nil && desk.broker == .paper }

  /// `$XDG_STATE_HOME/tranche/paper`, `…/alpaca-paper-ACCOUNT`, `…/alpaca-live-ACCOUNT`.
  static func usualPath(
    of identity: Identity, _ environment: [String: String] = Environment.current
  ) throws(CommandFailure) -> String {
    guard let base = Folders.state(environment) else {
      throw CommandFailure(.usage, "neither XDG_STATE_HOME nor HOME is set: name a folder with --state")
    }
    return "\(base)/tranche/\(identity.folderName)"
  }

  /// The folder, to look only.
  func openReadOnly() throws(CommandFailure) -> StateFolder {
    let path = try path()
    do throws(StateFolderError) {
      return try StateFolder.open(at: path, readOnly: true)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The folder, to halt its desk.
  func openToHalt() throws(CommandFailure) -> StateFolder {
    let path = try path()
    do throws(StateFolderError) {
      return try StateFolder.openToHalt(at: path)
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  init(_ error: StateFolderError) {
    switch error {
    case .tooOpen, .foreignOwner: self.init(.notPermitted, error.words)
    case .missing, .notAFolder, .notAFile, .inUse, .system: self.init(.cannotWrite, error.words)
    }
  }

  init(_ error: StoreError) { self.init(.cannotWrite, error.words) }

  init(_ error: KillWordError) { self.init(.cannotWrite, error.words) }
}

/// A state folder that was asked for.
enum FolderClaim: Sendable {
  case ours(StateFolder)
  /// Another process has it.
  case held(Holder)

  static func make(_ path: String) throws(CommandFailure) -> FolderClaim {
    do throws(StateFolderError) {
      return .ours(try StateFolder.open(at: path, readOnly: false))
    } catch .inUse(let holder) {
      return .held(holder)
    } catch {
      throw CommandFailure(error)
    }
  }
}
