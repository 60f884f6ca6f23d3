public import DeskModel
public import SlicingCore
public import Terminal

/// Everything that can happen to the console. Nothing else changes what it shows.
public enum ConsoleEvent: Sendable {
  /// A key, with the monotonic time at which it arrived: dangerous dialogs throw away what was typed before
  /// they can have been read, and that must not depend on when `update` happens to run.
  case key(Key, atMilliseconds: Int64)
  /// The desk as it now is.
  case snapshot(DeskSnapshot)
  /// The clock shows another second.
  case tick(Instant)
  /// The terminal has another size.
  case resize(TerminalSize)
  /// The kill word was set by this console's input thread; the desk has not said so yet.
  case halted
  /// What a command of this console came to.
  case answer(CommandAnswer, to: DeskCommand)
  /// The event log of an order, asked for with `ConsoleCommand.loadDetails`.
  case details(ClientOrderID, [ActivityLine])
}

/// What the console wants done. It does nothing itself.
public enum ConsoleCommand: Sendable, Hashable {
  /// A trader's act.
  case desk(DeskCommand)
  /// Leave the program.
  case quit(QuitChoice)
  /// Stop like any job, after the terminal was given back.
  case suspend
  /// Put text into the terminal's clipboard.
  case copy(String)
  /// Change the colours.
  case theme(ThemeChoice)
  /// The trader has seen the newest alert.
  case acknowledgeAlert
  /// Start quotes of a symbol.
  case watch(Symbol)
  /// Fetch the event log of a parent or a slice; the answer is `ConsoleEvent.details`.
  case loadDetails(ClientOrderID)
  /// Draw everything anew: something else wrote to the terminal.
  case redraw
}

/// How to leave.
public enum QuitChoice: Sendable, Hashable, CaseIterable {
  /// Nothing is live.
  case now
  /// Hold every parent, then leave; working orders stay at the broker.
  case holdAndQuit
  /// Cancel every parent, then leave.
  case cancelAllAndQuit
}

/// Which colours.
public enum ThemeChoice: Sendable, Hashable {
  /// The one after the present one.
  case next
  /// The one of this name.
  case named(String)
}

/// What the view makes: the screen, and where the terminal's cursor stands on it.
public struct Frame: Sendable, Hashable {
  /// The characters and their styles.
  public let buffer: CellBuffer
  /// Nil while no field takes text.
  public let cursor: CellPosition?

  /// Memberwise.
  public init(buffer: CellBuffer, cursor: CellPosition?) {
    self.buffer = buffer
    self.cursor = cursor
  }
}

/// What the console was started with.
public struct ConsoleOptions: Sendable, Hashable {
  /// Which characters the terminal can show.
  public var glyphs: GlyphSet
  /// What becomes of shares still working one interval after the last slice of an order entered here.
  public var leftover: LeftoverRule

  /// Real money, known before the desk has said anything.
  public var isLive: Bool

  /// Memberwise.
  public init(glyphs: GlyphSet = .unicode, leftover: LeftoverRule = .cancel, isLive: Bool = false) {
    self.glyphs = glyphs
    self.leftover = leftover
    self.isLive = isLive
  }
}
