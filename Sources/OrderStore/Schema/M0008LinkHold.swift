internal import GRDB

/// One more cause of a hold: the link to the broker went down, where the setting says that this holds.
enum M0008LinkHold {
  static let name = "0008_link_hold"
  static let holdCauses = M0007StorageHold.holdCauses + ["link"]

  static func apply(_ db: Database) throws {
    try HoldCauseRule.add("link", to: M0007StorageHold.holdCauses, db)
  }
}
