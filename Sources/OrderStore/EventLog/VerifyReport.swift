/// What is wrong with the event log's chain.
public enum ChainFault: Error, Hashable, Sendable {
  /// The record's content is not what its hash was made over.
  case edited(sequence: Int)
  /// No record with this number, though later ones exist or the seal names it.
  case missing(sequence: Int)
  /// The record does not continue the one before it.
  case brokenLink(sequence: Int)
  /// The log ends before the record that was sealed last: its tail was cut, or an old file was put back.
  case cutTail(sealed: Int, found: Int)
  /// The sealed record is there with another hash: the log was rewritten.
  case sealMismatch(sequence: Int)
  /// The head file is gone.
  case sealMissing
  /// Neither record of the head file is sound.
  case sealUnreadable
}

/// What `verify` found.
public struct VerifyReport: Hashable, Sendable {
  /// Records checked.
  public let records: Int
  /// The last record's number and hash; nil for an empty log.
  public let head: LogHead?
  /// What the head file said before the check began; nil where it could not be read.
  public let sealed: LogHead?
  /// Everything wrong with the chain, in order, at most `faultLimit`.
  public let faults: [ChainFault]
  /// What SQLite says of the file's own structure; empty when it is sound.
  public let fileFaults: [String]

  /// More than this many faults need no list.
  public static let faultLimit = 100

  /// Nothing wrong was found.
  public var isSound: Bool { faults.isEmpty && fileFaults.isEmpty }
}

/// A place in the chain: a record's number and its hash.
public struct LogHead: Hashable, Sendable {
  /// The record's number; 0 before the first.
  public let sequence: Int
  /// 64 hex digits.
  public let hash: String

  /// What the first record continues.
  public static let empty = LogHead(sequence: 0, hash: String(repeating: "0", count: 64))
}
