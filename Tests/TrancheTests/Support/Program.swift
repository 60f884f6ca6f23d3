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

  /// Starts a command. One that enters orders has entered them, or has ended, when this returns: it waits
  /// five seconds for its first quote, and where a busy machine brings none it enters nothing and is started
  /// again; twice, and not in silence.
  static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    var running = try Running(path, arguments, environment: environment)
    guard arguments.first == "run", arguments.contains(where: isOrder) else { return running }
    for repeats in 0...2 {
      _ = eventually { running.output.contains("entered") || !running.isRunning }
      guard repeats < 2, !running.isRunning, running.errors.contains("no quote for") else { break }
      print("started again for want of a first quote: \(running.errors)")
      running = try Running(path, arguments, environment: environment)
    }
    return running
  }

  private static func isOrder(_ argument: String) -> Bool {
    argument.hasPrefix("buy ") || argument.hasPrefix("sell ")
  }

  /// Another program of the system.
  static func tool(_ name: String, _ arguments: [String], input: String? = nil) throws -> String {
    let running = try Running("/usr/bin/env", [name] + arguments, input: input ?? "")
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
  init(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws {
    folder = try Scratch()
    _ = try folder.file("in", input)
    pid = try Running.spawn(
      [path] + arguments, try folder.environment().merging(environment) { $1 }, files: folder.path)
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

/// How long something takes at its quickest, in seconds, tried until it is quick enough. The machine may stop
/// meanwhile; a program that is slow is slow each time.
func quickest(under limit: TimeInterval, _ act: () throws -> TimeInterval) rethrows -> TimeInterval {
  var best = try act()
  for _ in 2...3 where best >= limit { best = min(best, try act()) }
  return best
}

/// What something gives, and how many seconds it took.
func timed<Value>(_ act: () throws -> Value) rethrows -> (Value, seconds: TimeInterval) {
  let begin = ContinuousClock.now
  let value = try act()
  return (value, (ContinuousClock.now - begin) / .seconds(1))
}
