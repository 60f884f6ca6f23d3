internal import ArgumentParser
internal import Glibc
internal import Terminal

/// Measures how fast the program is where that is a promise. Figures are for the machine they were taken on:
/// read medians and ratios, and run it again.
@main
struct TrancheBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tranche-bench",
    abstract: "Measures what the program promises to be fast at; one table and one line of JSON each.",
    subcommands: [HaltCommand.self])
}
