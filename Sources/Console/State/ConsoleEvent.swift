public import DeskModel
public import SlicingCore
public import Terminal

/// Everything that can happen to the console. Nothing else changes what it shows.
public enum ConsoleEvent: Sendable {
  /// A key, and when it was pressed, as far as anyone can say: dangerous dialogs throw away what was typed
  /// before they can have been read, and that must not depend on when `update` happens to run.
  case key(Key, KeyTime)
  /// The dialog of this number is on the terminal, since this monotonic time at the latest.
  case shown(Int, atMilliseconds: Int64)
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
  /// What was done with the guards, asked for with `ConsoleCommand.loadHistory`.
  case history(GuardHistory)
}

/// When a key was pressed: between the two, in milliseconds of the monotonic clock. They are far apart where
/// the program stood still while the key waited in the terminal, or where nothing was typed for long.
public struct KeyTime: Sendable, Hashable {
  /// When the keyboard was last seen to hold nothing.
  public let earliest: Int64
  /// When it was read.
  public let latest: Int64

  /// Memberwise.
  public init(earliest: Int64, latest: Int64) {
    self.earliest = earliest
    self.latest = latest
  }
}

/// The answer to `ConsoleCommand.loadHistory`.
public enum GuardHistory: Sendable, Hashable {
  /// Newest first.
  case read([GuardEvent])
  /// Why it cannot be read, in words.
  case failed(String)
}

/// A line of the history of kill switch and breaker.
public struct GuardEvent: Sendable, Hashable {
  /// What was done.
  public enum What: String, Sendable, Hashable, CaseIterable {
    case halted, explained, released, tripped, reset, opened
  }
  /// When, by the wall.
  public let at: Instant
  /// What was done.
  public let what: What
  /// Who; empty where nobody is on record.
  public let by: String
  /// What of, and why: `AAPL: fat finger`, `DAILY_LOSS_EXCEEDED: lost $512,000 today`.
  public let text: String

  /// Memberwise.
  public init(at: Instant, what: What, by: String, text: String) {
    self.at = at
    self.what = what
    self.by = by
    self.text = text
  }
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
  /// The trader has seen the alerts up to this number; newer ones stay.
  case acknowledgeAlerts(through: Int)
  /// Something new needs a look: the bell, where the settings want it for this kind.
  case ring(Bell)
  /// Start quotes of a symbol.
  case watch(Symbol)
  /// Fetch the event log of a parent or a slice; the answer is `ConsoleEvent.details`.
  case loadDetails(ClientOrderID)
  /// Fetch the history of kill switch and breaker; the answer is `ConsoleEvent.history`.
  case loadHistory
  /// Draw everything anew: something else wrote to the terminal.
  case redraw
}

/// How much an alert matters, for the setting that says when the bell rings.
public enum Bell: Sendable, Hashable {
  /// Something stopped trading, or casts doubt on the books.
  case `guard`
  /// Worth a look.
  case other
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

  /// What happens to a plan that would run past the close: refused, with an offer to shorten it, or shortened
  /// right away. The review shows which either way.
  public var pastClose: PastClose
  /// Real money, known before the desk has said anything.
  public var isLive: Bool

  /// Memberwise.
  public init(
    glyphs: GlyphSet = .unicode, leftover: LeftoverRule = .cancel, pastClose: PastClose = .refuse,
    isLive: Bool = false
  ) {
    self.glyphs = glyphs
    self.pastClose = pastClose
    self.leftover = leftover
    self.isLive = isLive
  }
}
