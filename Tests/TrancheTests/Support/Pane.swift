import Foundation
import Testing

/// A terminal of 80 by 24, in a tmux server of its own, with a shell in it.
final class Pane {
  private let socket = "tranche-\(UUID().uuidString.prefix(8))"
  private let folder: Scratch

  init() throws {
    folder = try Scratch(isFiled: false)
    let folders = try folder.environment().map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    let shell = "env LC_ALL=C.UTF-8 \(folders) PS1='READY> ' bash --norc --noprofile"
    try tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", shell)
    Evidence.file("the screen of \(socket)") { [socket] in
      (try? Program.tool("tmux", ["-L", socket, "capture-pane", "-p"])) ?? "is gone"
    }
    try #require(eventually { try self.screen().contains("READY>") })
  }

  deinit {
    do {
      try tmux("kill-server")
    } catch {
      print("tmux server \(socket) stays behind: \(error)")
    }
  }

  /// What is on the screen.
  func screen() throws -> String { try tmux("capture-pane", "-p") }

  /// Keys by tmux's names: `Enter`, `C-k`, `n`.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  func type(_ text: String) throws { try tmux("send-keys", "-l", text) }

  /// Waits for words on the screen.
  func waits(for words: String) throws {
    let isThere = try eventually(every: 0.1) { try self.screen().contains(words) }
    let found = try screen()
    try #require(isThere, "'\(words)' did not appear:\n\(found)")
  }

  /// Presses Escape and waits until what it closes is gone: a key that comes right behind it would be taken
  /// for one with Alt.
  func leave(_ words: String) throws {
    try waits(for: words)
    try press("Escape")
    let isGone = try eventually(every: 0.1) { try !self.screen().contains(words) }
    try #require(isGone, "'\(words)' did not go")
  }

  /// Waits until the shell reads again: what is typed before that goes to the program.
  func waitsForShell() throws {
    let isBack = try eventually(every: 0.1) {
      try self.tmux("display-message", "-p", "#{pane_current_command}").hasPrefix("bash")
        && self.screen().contains("READY>")
    }
    let found = try screen()
    try #require(isBack, "the shell is not back:\n\(found)")
  }

  /// Runs a command in the shell.
  func shell(_ command: String) throws {
    try type(command)
    try press("Enter")
  }

  /// Opens the console and waits for its first screen.
  func openConsole(_ state: String, _ options: String = "") throws {
    try shell("clear; \(Program.path) --state \(state) \(options)")
    try waits(for: "Ctrl-K")
    try waits(for: "Order entry")
    // Before the desk has started it takes no order.
    try waits(for: "PAPER")
  }

  /// Enters an order on the order line and confirms the review.
  func enter(_ order: String) throws {
    try press(":")
    try type(order)
    try press("Enter")
    try waits(for: "Enter  send to paper")
    // What is typed in the first 300 ms of a review is thrown away, and which those are a machine that stands
    // still leaves open: so it is pressed again where the review is still there seconds later.
    let isEntered = try eventually {
      usleep(400_000)
      if try screen().contains("Enter  send to paper") { try press("Enter") }
      return try eventually(5, every: 0.1) { try screen().contains("entered:") }
    }
    let found = try screen()
    try #require(isEntered, "not entered:\n\(found)")
  }

  /// Resumes the selected order with the choice so many steps below "stay held". Asked again while the shares
  /// owed change under it, which they do with every slice that falls due.
  func resume(stepsDown: Int, _ records: Records) throws {
    let before = try records.events("resumed")
    let isResumed: () throws -> Bool = { try records.events("resumed") > before }
    let isAsked: () throws -> Bool = { try self.screen().contains("Resume order") }
    let isDone = try eventually {
      try self.press("r")
      let isOpen = try eventually { try isAsked() || isResumed() }
      if try !isOpen || isResumed() { return true }
      // What is typed in the first 300 ms is thrown away.
      usleep(350_000)
      for _ in 0..<stepsDown { try self.press("Down") }
      try self.press("y")
      // Closed, it was taken, and will be on record.
      if try eventually(3, { try isResumed() || !isAsked() }) { return try eventually(20, isResumed) }
      try self.press("Escape")
      _ = try eventually { try isResumed() || !isAsked() }
      return try isResumed()
    }
    let screen = try screen()
    try #require(try isDone && isResumed(), "not resumed:\n\(screen)")
  }

  /// Whether the shell is back with the terminal as it was: line editing, echo, signals, no alternate screen.
  func isSane() throws -> Bool {
    let isBack = try eventually(every: 0.1) {
      try self.tmux("display-message", "-p", "#{alternate_on} #{pane_current_command}").hasPrefix("0 bash")
    }
    try press("Enter")
    // The quotes are not in what it prints, so that the line that is typed is not taken for the answer.
    try shell("clear; stty -a | tr ';' '\\n'; echo END-OF-'STTY'")
    try waits(for: "END-OF-STTY")
    let words = Set(try screen().split(whereSeparator: \.isWhitespace).map(String.init))
    return isBack && ["icanon", "echo", "isig", "icrnl", "opost"].allSatisfy(words.contains)
  }

  /// Tells the programs in the terminal another size, behind the back of tmux, which goes on showing 80 by
  /// 24.
  func resize(width: Int, height: Int) throws {
    let path = try tmux("display-message", "-p", "#{pane_tty}").trimmingCharacters(
      in: .whitespacesAndNewlines)
    let terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(terminal >= 0, "\(path): \(errno)")
    defer { close(terminal) }
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// The process the shell runs in the foreground.
  func foregroundPID() throws -> Int32 {
    let shell = try tmux("display-message", "-p", "#{pane_pid}").trimmingCharacters(
      in: .whitespacesAndNewlines)
    let child = try Program.tool("pgrep", ["-P", shell]).split(separator: "\n").first.flatMap { Int32($0) }
    return try #require(child)
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    try Program.tool("tmux", ["-L", socket] + arguments)
  }
}
