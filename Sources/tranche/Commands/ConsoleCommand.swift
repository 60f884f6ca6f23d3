internal import ArgumentParser

struct ConsoleCommand: EngineCommand {
  static let configuration = CommandConfiguration(commandName: "console", abstract: "Opens the console.")
  func run() throws {}
}
