internal import Glibc
public import SlicingCore
internal import Synchronization

/// The halt as every process on the machine sees it: a small file whose one word says whether orders may go
/// out.
///
/// The gate asks it before every send, and anyone may set it: the input thread, a signal, the control socket,
/// `tranche kill` from another terminal. Anything but the exact *allowed* record counts as engaged, a
/// missing, truncated, replaced or damaged file included.
///
/// The processes share the file's page in the kernel's cache, and reach it by `pread` and `pwrite` instead of
/// through a mapping of their own. A mapping was rejected because each of its failures is a signal: a file
/// that somebody truncates, a bad sector or a full copy-on-write disk would kill the console with SIGBUS,
/// while these calls return an error, which counts as engaged. The cost is one system call, less than a
/// microsecond, in a send that makes several. A torn read is harmless by the choice of words: no mixture of
/// *engaged* and *allowed* is *allowed*.
///
/// Within the process the halt does not even wait for that call: `engage` first sets `latch`, in memory.
public final class KillWord: Sendable {
  /// What stood at the path when it was opened.
  public enum Found: Hashable, Sendable {
    /// A sound record that allows trading; also that of a new folder.
    case allowed
    /// A sound record that stops it, and since when by the wall.
    case engaged(atWall: Instant)
    /// Nothing, in a folder that is not new; counts as engaged.
    case missing
    /// Something else; counts as engaged.
    case damaged
  }

  /// What stood there when it was opened: the words for the screen when trading starts out stopped.
  public let found: Found
  private let path: String
  private let file: Int32
  /// What this process knows of its own halts before, and beside, what the file says.
  private let state = Atomic<State>(State())

  /// One word, so that a release is one comparison away from every halt: either it saw the halt, or the halt
  /// finds the file released and sets it again.
  private struct State: AtomicRepresentable, Equatable {
    typealias AtomicRepresentation = UInt64.AtomicRepresentation
    /// A halt of this process is not yet, or could not be, in the file.
    var isLatched = false
    /// A release is between its decision and its end; until then no halt may let go of the latch.
    var isReleasing = false
    /// Halts so far.
    var halts: UInt64 = 0

    static func encodeAtomicRepresentation(_ value: consuming State) -> AtomicRepresentation {
      let word = value.halts << 2 | (value.isReleasing ? 2 : 0) | (value.isLatched ? 1 : 0)
      return UInt64.encodeAtomicRepresentation(word)
    }

    static func decodeAtomicRepresentation(_ stored: consuming AtomicRepresentation) -> State {
      let word = UInt64.decodeAtomicRepresentation(stored)
      return State(isLatched: word & 1 != 0, isReleasing: word & 2 != 0, halts: word >> 2)
    }
  }

  /// Opens the word at `path`. A missing one is made: *allowed* with `createIfNew`, else *engaged*.
  public init(at path: String, createIfNew: Bool) throws(KillWordError) {
    self.path = path
    if let existing = try KillWord.open(path) {
      file = existing
      found = KillWord.found(KillRecord(readFrom: existing))
      return
    }
    let first = createIfNew ? KillRecord.allowed : KillRecord.engaged(at: WallClock.now())
    if let made = try KillWord.create(path, holding: first) {
      file = made
      found = createIfNew ? .allowed : .missing
    } else if let theirs = try KillWord.open(path) {
      // Another process made one in between, and it is theirs that counts.
      file = theirs
      found = KillWord.found(KillRecord(readFrom: theirs))
    } else {
      throw .replaced(path: path)
    }
  }

  /// What stands at `path`, for those who only look: makes and changes nothing.
  public static func look(at path: String) throws(KillWordError) -> Found {
    guard let file = try open(path) else { return .missing }
    defer { _ = close(file) }
    return found(KillRecord(readFrom: file))
  }

  deinit { _ = close(file) }

  /// Whether orders are stopped. Never blocks on a lock, never allocates, never fails: doubt is *engaged*.
  public var isEngaged: Bool {
    if state.load(ordering: .acquiring).isLatched { return true }
    var status = stat()
    // A file that was removed or replaced is no longer the one other processes write.
    guard fstat(file, &status) == 0, status.st_nlink > 0, status.st_size == off_t(KillRecord.size) else {
      return true
    }
    return KillRecord(readFrom: file) != .allowed
  }

  /// Since when orders are stopped by the wall; nil when they are not, or when the record does not say.
  public var engagedAt: Instant? {
    guard isEngaged, let at = KillRecord(readFrom: file)?.engagedAt else { return nil }
    return at
  }

  /// Stops all orders. True if they were allowed until now. Async-signal-safe: two or three system calls on
  /// an open file, no allocation, no lock.
  ///
  /// Two processes that engage in the same instant may both be told that they were first; both are right
  /// enough.
  @discardableResult
  public func engage(atWall instant: Instant) -> Bool {
    let old = change {
      $0.isLatched = true
      $0.halts &+= 1
    }
    #if PLANTED_BUGS
      CrashPoint.beforeKillWord.reached()
    #endif
    let before = KillRecord(readFrom: file)
    // A sound record keeps its first instant; anything else becomes a sound one that says engaged.
    let isWritten = before?.isEngaged == true || KillRecord.engaged(at: instant).write(to: file)
    #if PLANTED_BUGS
      CrashPoint.afterKillWord.reached()
    #endif
    // Where the file could not take it, the latch stays: this process at least sends nothing.
    if isWritten, isIntact { _ = change { $0.isLatched = $0.isReleasing } }
    return !old.isLatched && before == .allowed
  }

  /// How often this process has halted: what a release compares with.
  public var halts: UInt64 { state.load(ordering: .acquiring).halts }

  /// Allows orders again. Throws, and stays engaged, when the file does not take it.
  public func release() throws(KillWordError) { _ = try release(unlessHaltedSince: halts) }

  /// Allows orders again, unless this process halted since `halts` was read: that halt is newer than the
  /// decision to release, and it wins, whatever the two threads do meanwhile. Throws, and stays engaged, when
  /// the file does not take it.
  ///
  /// - Returns: whether orders are allowed now.
  public func release(unlessHaltedSince halts: UInt64) throws(KillWordError) -> Bool {
    guard isIntact else { throw .replaced(path: path) }
    // Latched first: until the end this process is stopped, whatever the file says for a moment.
    let old = change {
      guard $0.halts == halts else { return }
      $0.isLatched = true
      $0.isReleasing = true
    }
    guard old.halts == halts else { return false }
    guard ftruncate(file, off_t(KillRecord.size)) == 0, KillRecord.allowed.write(to: file) else {
      let code = errno
      _ = change { $0.isReleasing = false }
      throw .system(operation: "write", path: path, code: code)
    }
    let released = State(halts: halts)
    let ending = State(isLatched: true, isReleasing: true, halts: halts)
    if state.compareExchange(expected: ending, desired: released, ordering: .sequentiallyConsistent).exchanged
    {
      return true
    }
    // Halted meanwhile. That halt may have found the file still engaged and left it so; now it is not.
    if KillRecord(readFrom: file) == .allowed { _ = KillRecord.engaged(at: WallClock.now()).write(to: file) }
    _ = change { $0.isReleasing = false }
    return false
  }

  /// Changes the state in one step. - Returns: what it was.
  private func change(_ body: (inout State) -> Void) -> State {
    var old = state.load(ordering: .sequentiallyConsistent)
    while true {
      var new = old
      body(&new)
      let (exchanged, found) = state.compareExchange(
        expected: old, desired: new, ordering: .sequentiallyConsistent)
      if exchanged { return old }
      old = found
    }
  }

  /// Waits until the word is on the disk itself, for whoever has no database to record the halt in.
  public func sync() throws(KillWordError) {
    guard fdatasync(file) == 0 else { throw .system(operation: "fdatasync", path: path, code: errno) }
  }

  /// The open file is still the one at the path, as far as it can be told without resolving the path.
  private var isIntact: Bool {
    var status = stat()
    return fstat(file, &status) == 0 && status.st_nlink > 0
  }

  private static func found(_ record: KillRecord?) -> Found {
    switch record {
    case .allowed?: .allowed
    case .engaged(let at)?: .engaged(atWall: at)
    case nil: .damaged
    }
  }

  private static func open(_ path: String) throws(KillWordError) -> Int32? {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    if file >= 0 { return file }
    if errno == ENOENT { return nil }
    throw .system(operation: "open", path: path, code: errno)
  }

  /// Made whole under another name first, so that no other process ever sees half a record. Nil if there is
  /// one by now.
  private static func create(_ path: String, holding record: KillRecord) throws(KillWordError) -> Int32? {
    let draft = "\(path).\(getpid()).\(pthread_self())"
    let file = Glibc.open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FileRules.fileMode)
    guard file >= 0 else { throw .system(operation: "create", path: path, code: errno) }
    // `link` refuses to replace a word that another process made meanwhile; `rename` would.
    let isMade = record.write(to: file) && fsync(file) == 0 && link(draft, path) == 0
    let code = errno
    _ = unlink(draft)
    if isMade { return file }
    _ = close(file)
    if code == EEXIST { return nil }
    throw .system(operation: "create", path: path, code: code)
  }
}

/// Why the kill word cannot be used. Whoever meets one of these must treat trading as stopped.
public enum KillWordError: Error, Hashable, Sendable {
  /// The system refused an operation.
  case system(operation: String, path: String, code: Int32)
  /// The file was removed or replaced while it was open; only a restart opens the new one.
  case replaced(path: String)
}
