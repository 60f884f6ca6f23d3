#if FIRM_GUARDS
  /// What is wrong with a record. Whatever it is: nobody trades.
  public enum RecordFault: Error, Hashable, Sendable {
    case missing
    /// The key holds something else than text, as Redis calls it: `list`, `hash`.
    case kind(String)
    case tooLong
    /// Not one JSON object.
    case notJSON
    /// A field stands in it twice, and no two programs agree on which of them counts.
    case repeated(field: String)
    /// No text of that name.
    case noField(String)
    /// A word for the state that is none of ours.
    case unknownState(String)
    /// A time that tells when trading goes on, and cannot be read.
    case badTime(field: String)
  }

  extension RecordFault {
    /// As the scripts on the server name it.
    init(code: String) {
      let parts = code.split(separator: " ", maxSplits: 1).map(String.init)
      let rest = parts.count == 2 ? ForeignText.line(parts[1]) : ""
      self =
        switch parts.first {
        case "missing": .missing
        case "kind": .kind(rest)
        case "long": .tooLong
        case "stateless": .noField("state")
        case "state": .unknownState(rest)
        default: .notJSON
        }
    }
  }
#endif
