internal import GRDB

/// One more cause of a hold: a slice fell due while the store could not write.
enum M0007StorageHold {
  static let name = "0007_storage_hold"
  static let holdCauses = M0002Slicing.holdCauses + ["storage"]

  static func apply(_ db: Database) throws {
    try HoldCauseRule.add("storage", to: M0002Slicing.holdCauses, db)
  }
}
