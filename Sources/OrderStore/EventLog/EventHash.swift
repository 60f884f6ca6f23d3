internal import SlicingCore

/// The hash of one record of the event log: SHA-256 over every column, the previous hash included.
///
/// Each field goes in with its length before it, and a missing one differs from an empty one, so that no two
/// records have the same bytes: text moved from one column to the next is found.
enum EventHash {
  private static let domain = Array("tranche event log, version 1".utf8)

  /// `fields` in column order: at, logged_at, actor, kind, parent_order_id, slice_order_id, reason,
  /// prev_hash; the stored bytes, nil for NULL.
  static func hex(sequence: Int, fields: [[UInt8]?]) -> String {
    var message = domain
    append(UInt64(bitPattern: Int64(sequence)), to: &message)
    for field in fields {
      message.append(field == nil ? 0 : 1)
      append(UInt64(field?.count ?? 0), to: &message)
      message += field ?? []
    }
    return SHA256.hex(of: message)
  }

  private static func append(_ number: UInt64, to message: inout [UInt8]) {
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }
}
