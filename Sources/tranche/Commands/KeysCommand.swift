internal import ArgumentParser
internal import Console

/// `tranche keys`: the manual page of the keys, from the console's own binding table.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Prints the manual page of the console's keys.", shouldDisplay: false)

  func run() { StandardOutput.write(KeysDocument.markdown()) }
}
