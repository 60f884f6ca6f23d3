/// Why a state folder cannot be used. `words` turns each case into a sentence.
public enum StateFolderError: Error, Hashable, Sendable {
  /// There is none, and a read-only opening makes none.
  case missing(path: String)
  /// Something that is no folder stands at its path.
  case notAFolder(path: String)
  /// A known name in it is a link, a device or a folder, never a plain file.
  case notAFile(path: String)
  /// Others may read or write it; `mend` is the command that ends that.
  case tooOpen(path: String, mode: UInt32, mend: String)
  /// It belongs to somebody else; `mend` is the command that changes that.
  case foreignOwner(path: String, owner: UInt32, mend: String)
  /// Another process has it.
  case inUse(holder: Holder)
  /// The system refused an operation.
  case system(operation: String, path: String, code: Int32)
}
