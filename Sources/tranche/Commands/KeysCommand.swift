internal import ArgumentParser
internal import Console

/// `tranche keys`: the manual page of the keys, from the console's own binding table.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Prints the manual page of the console's keys.", shouldDisplay: false)

  func run() { StandardOutput.say(KeysDocument.markdown().trimmedAtEnd) }
}

extension String {
  /// Without the line ends at its end; `say` adds one.
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == "\n" { text.removeLast() }
    return text
  }
}
