internal import Glibc
internal import SlicingCore

/// The log's head in a second small file, so that a log whose tail was cut, or an old file put back, is
/// found.
///
/// Two slots of 64 bytes take turns, and each carries a checksum, so that a torn write costs the newest slot
/// only. A slot is written *after* the commit it seals. A crash between the two leaves a log that is longer
/// than its seal, which is legal; a log that is shorter never is. That is also why a slot needs no fsync of
/// its own: what a power cut may lose is a newer seal, never the order of the two. One in `syncEvery` is
/// synced all the same, so that what is checked at start stays short.
///
/// Rejected: sealing before the commit, where a crash would look like a cut tail; and a temporary file,
/// rename and fsync for each commit, which would double what a commit costs.
final class HeadFile: @unchecked Sendable {
  // Safe because an instance belongs to one store, which uses it only while opening and then only from the
  // database's serial writer queue.

  static let slotSize = 64
  private static let syncEvery = 256
  private static let magic = Array("TKLHEAD1".utf8)

  private let file: Int32
  private var nextSlot: Int
  private var writesSinceSync = 0
  private var unsealed: LogHead? = nil

  /// Makes the file of a new database, sealing an empty log in both slots.
  static func create(_ path: String) throws(StoreError) -> HeadFile {
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FileRules.fileMode)
    guard file >= 0 else { throw .headFile(operation: "open", code: errno) }
    let created = HeadFile(file: file, nextSlot: 0)
    for _ in 0..<2 { try created.write(.empty) }
    guard fsync(file) == 0 else { throw .headFile(operation: "fsync", code: errno) }
    return created
  }

  /// Opens the file of an existing database, to write behind its newest sound slot.
  static func open(_ path: String) throws(StoreError) -> HeadFile {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw .headFile(operation: "open", code: errno) }
    let slots = (0..<2).map { slot(at: $0, in: file) }
    return HeadFile(file: file, nextSlot: (slots[0]?.sequence ?? -1) <= (slots[1]?.sequence ?? -1) ? 0 : 1)
  }

  /// What the file at `path` seals: the newer of its sound slots, and the older one, from which a check
  /// starts.
  static func read(_ path: String) -> Result<(newest: LogHead, oldest: LogHead), ChainFault> {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return .failure(errno == ENOENT ? .sealMissing : .sealUnreadable) }
    defer { _ = close(file) }
    let slots = (0..<2).compactMap { slot(at: $0, in: file) }.sorted { $0.sequence < $1.sequence }
    guard let oldest = slots.first, let newest = slots.last else { return .failure(.sealUnreadable) }
    return .success((newest, oldest))
  }

  private init(file: Int32, nextSlot: Int) {
    self.file = file
    self.nextSlot = nextSlot
  }

  deinit {
    // Nothing is lost if this fails: the seal is in the kernel's cache, and an older one is legal.
    _ = fdatasync(file)
    _ = close(file)
  }

  /// Seals a head that is committed. The commit stands whatever becomes of this, so a failure is kept and
  /// thrown by `settle`, which the next commit asks before it begins: at most one commit is ever without a
  /// seal.
  func seal(_ head: LogHead) {
    unsealed = head
    do throws(StoreError) { try settle() } catch {
      precondition(unsealed == head, "a seal was lost: \(error)")
    }
  }

  /// Writes the seal that could not be written before, if there is one.
  func settle() throws(StoreError) {
    guard let head = unsealed else { return }
    try write(head)
    unsealed = nil
  }

  private func write(_ head: LogHead) throws(StoreError) {
    let bytes = HeadFile.encode(head)
    let offset = off_t(nextSlot * HeadFile.slotSize)
    #if PLANTED_BUGS
      CrashPoint.beforeHead.reached()
    #endif
    guard pwrite(file, bytes, bytes.count, offset) == bytes.count else { throw .sealFailed(code: errno) }
    #if PLANTED_BUGS
      CrashPoint.afterHead.reached()
    #endif
    nextSlot = 1 - nextSlot
    writesSinceSync += 1
    guard writesSinceSync >= HeadFile.syncEvery else { return }
    guard fdatasync(file) == 0 else { throw .sealFailed(code: errno) }
    writesSinceSync = 0
  }

  /// Magic, number, hash, zeros, and the first eight bytes of the SHA-256 of all that.
  private static func encode(_ head: LogHead) -> [UInt8] {
    var bytes = magic
    let number = UInt64(head.sequence)
    for shift in stride(from: 0, through: 56, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
    bytes += rawHash(head.hash)
    bytes += [UInt8](repeating: 0, count: slotSize - 8 - bytes.count)
    return bytes + SHA256.digest(of: bytes).prefix(8)
  }

  private static func slot(at index: Int, in file: Int32) -> LogHead? {
    var bytes = [UInt8](repeating: 0, count: slotSize)
    guard pread(file, &bytes, slotSize, off_t(index * slotSize)) == slotSize else { return nil }
    let number = bytes[8..<16].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let sequence = Int(exactly: number) else { return nil }
    let head = LogHead(sequence: sequence, hash: hex(bytes[16..<48]))
    return encode(head) == bytes ? head : nil
  }

  private static func rawHash(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 >= 97 ? $0 - 87 : $0 - 48 }
    precondition(digits.count == 64 && digits.allSatisfy { $0 < 16 }, "no hash: \(hex)")
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    let alphabet = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }, as: UTF8.self)
  }
}
