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
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    try start(arguments, environment: environment).wait()
  }

  /// Starts a command. One that enters orders has entered them, or has ended, when this returns. It enters
  /// nothing where a busy machine brings it no quote within five seconds, or lets its reading of the firm's
  /// switch grow older than a quarter of a second: then it is started again, and not in silence.
  static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    var running = try Running(path, arguments, environment: environment)
    guard arguments.first == "run", arguments.contains(where: isOrder) else { return running }
    let hasBegun = {
      _ = eventually { running.output.contains("entered") || !running.isRunning }
      let errors = running.errors
      let isLate = errors.contains("no quote for") || errors.contains("it was last read")
      return running.isRunning || !isLate
    }
    for _ in 0..<20 where !hasBegun() {
      print("started again on a busy machine: \(running.errors)")
      running = try Running(path, arguments, environment: environment)
    }
    return running
  }

  /// `tranche kill`, given again while an engine that runs did not answer in the time that a halt leaves it.
  /// The first one has halted all the same, so a later one may say "already halted".
  static func kill(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    var outcome = try run(["kill"] + arguments, environment: environment)
    _ = try eventually {
      guard outcome.errors.contains("does not answer") else { return true }
      outcome = try run(["kill"] + arguments, environment: environment)
      return false
    }
    return outcome
  }

  private static func isOrder(_ argument: String) -> Bool {
    argument.hasPrefix("buy ") || argument.hasPrefix("sell ")
  }

  /// Another program of the system.
  static func tool(_ name: String, _ arguments: [String], input: String? = nil) throws -> String {
    let running = try Running(tool: name, arguments, input: input ?? "")
    let outcome = try running.wait()
    try #require(outcome.status == 0, "\(name) \(arguments): \(outcome.errors)")
    return outcome.output
  }
}

/// A program that runs while the test goes on. Its output goes to files, so that no pipe can fill up and stop
/// it.
///
/// Not `Foundation.Process`: that one takes a program for running as long as anything it left behind runs, as
/// a tmux server does.
final class Running {
  let pid: pid_t
  private let folder: Scratch
  private let end = ChildEnd()

  /// - Parameter environment: goes over the folders of its own that every program gets.
  convenience init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    let folder = try Scratch(isFiled: false)
    let folders = try folder.environment()
    try self.init([path] + arguments, folders.merging(environment) { $1 }, folder, input: "")
    let name = ([(path as NSString).lastPathComponent] + arguments).joined(separator: " ").prefix(300)
    Evidence.file("\(name), process \(pid)") { [folder] in
      ["out", "err"].map { Evidence.tail("\(folder.path)/\($0)", lines: 30) }.joined(separator: "\n")
    }
  }

  /// A tool of the system's, which asks for no folders and of which a case that fails says nothing.
  convenience init(tool: String, _ arguments: [String], input: String) throws {
    let folder = try Scratch(isFiled: false)
    try self.init(["/usr/bin/env", tool] + arguments, [:], folder, input: input)
  }

  private init(
    _ arguments: [String], _ environment: [String: String], _ folder: Scratch, input: String
  ) throws {
    self.folder = folder
    _ = try folder.file("in", input)
    pid = try Running.spawn(arguments, environment, files: folder.path)
    end.await(pid)
  }

  deinit { send(SIGKILL) }

  var output: String { text("out") }
  var errors: String { text("err") }

  var isRunning: Bool { end.status == nil }

  /// One that has ended gets none: its number may be another's by now.
  func send(_ signal: Int32) {
    if isRunning { kill(pid, signal) }
  }

  /// Ends it at once, and returns when it is gone.
  func killAndWait() throws {
    send(SIGKILL)
    _ = try wait()
  }

  /// The program has stopped: what was sent before is sent, and nothing more comes.
  func waitUntilStopped() throws {
    let isStopped = eventually { processState(of: pid) == "T" }
    try #require(isStopped, "process \(pid) did not stop")
  }

  /// Waits for the end; a program that does not end in time is killed, and its status is that of the signal.
  func wait(_ deadline: TimeInterval = patience) throws -> Program.Outcome {
    if !eventually(deadline, { !isRunning }) {
      send(SIGKILL)
      _ = eventually { !isRunning }
    }
    let status = try #require(end.status)
    let signal = status & 0x7f
    return Program.Outcome(
      status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, output: output, errors: errors)
  }

  private func text(_ name: String) -> String {
    // Not there yet is empty.
    (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
  }

  private static func spawn(_ arguments: [String], _ environment: [String: String], files: String) throws
    -> pid_t
  {
    try Spawning.start(arguments, environment: environment) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, "\(files)/in", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, "\(files)/out", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      posix_spawn_file_actions_addopen(&actions, 2, "\(files)/err", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
  }
}

/// The letter of a process's state; none where it is gone.
func processState(of pid: pid_t) -> String {
  // A process that is gone has none.
  let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
  return text.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
}

/// How long anything is waited for that is to come. It costs nothing where it comes, and where it does not,
/// the test fails whatever this is: so it is far more than the slowest machine takes.
let patience: TimeInterval = 180

/// Asks again and again until it is so, or the deadline has passed.
func eventually(
  _ deadline: TimeInterval = patience, every pause: TimeInterval = 0.03, _ isSo: () throws -> Bool
) rethrows -> Bool {
  let end = Date().addingTimeInterval(deadline)
  while Date() < end {
    if try isSo() { return true }
    Thread.sleep(forTimeInterval: pause)
  }
  return try isSo()
}
