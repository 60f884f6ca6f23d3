import Foundation
import Testing

/// The real program, as it was built beside this test bundle.
enum Program {
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// Standard error as lines.
    var errorLines: [Substring] { errors.split(separator: "\n") }
  }

  static let path: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent("tranche").path
  }()

  /// Runs to the end. A program that does not end in time is killed, and its status is that of the signal.
  static func run(_ arguments: [String], deadline: TimeInterval = 60) throws -> Outcome {
    try Running(path, arguments).wait(deadline)
  }

  /// Another program of the system.
  static func tool(_ name: String, _ arguments: [String], input: String? = nil) throws -> String {
    let running = try Running("/usr/bin/env", [name] + arguments, input: input)
    let outcome = try running.wait(20)
    try #require(outcome.status == 0, "\(name) \(arguments): \(outcome.errors)")
    return outcome.output
  }
}

/// A program that runs while the test goes on. Its output goes to files, so that no pipe can fill up and stop it.
final class Running {
  let process = Process()
  private let folder: Scratch

  init(_ path: String, _ arguments: [String], input: String? = nil) throws {
    folder = try Scratch()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_CONFIG_HOME": "\(folder.path)/config", "XDG_STATE_HOME": "\(folder.path)/state-home",
    ]) { $1 }
    process.standardOutput = try Running.handle("\(folder.path)/out")
    process.standardError = try Running.handle("\(folder.path)/err")
    let standardInput = "\(folder.path)/in"
    try (input ?? "").write(toFile: standardInput, atomically: true, encoding: .utf8)
    process.standardInput = FileHandle(forReadingAtPath: standardInput)
    try process.run()
  }

  var pid: Int32 { process.processIdentifier }
  var output: String { text("out") }
  var errors: String { text("err") }

  func send(_ signal: Int32) { kill(pid, signal) }

  func wait(_ deadline: TimeInterval) throws -> Program.Outcome {
    if !eventually(deadline, { !self.process.isRunning }) { send(SIGKILL) }
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Program.Outcome(status: status, output: output, errors: errors)
  }

  private func text(_ name: String) -> String {
    // Not there yet is empty.
    (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
  }

  private static func handle(_ path: String) throws -> FileHandle {
    try #require(FileManager.default.createFile(atPath: path, contents: nil))
    return try #require(FileHandle(forWritingAtPath: path))
  }
}

/// Asks again and again until it is so, or the deadline has passed.
func eventually(_ deadline: TimeInterval = 20, _ isSo: () throws -> Bool) rethrows -> Bool {
  let end = Date().addingTimeInterval(deadline)
  while Date() < end {
    if try isSo() { return true }
    usleep(30_000)
  }
  return try isSo()
}
