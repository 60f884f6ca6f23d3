#if FIRM_GUARDS
  internal import SlicingCore
  internal import WireFormats

  /// The fields of a record as some program of the firm wrote it: any order, any white space, fields we do
  /// not know. Only what the decision hangs on is read strictly.
  struct RecordFields {
    private let object: WireValue

    init(_ bytes: [UInt8]) throws(RecordFault) {
      guard bytes.count <= FirmKey.longestRecord else { throw .tooLong }
      guard let value = JSONReader.read(bytes), case .object(let members) = value else { throw .notJSON }
      var names: Set<String> = []
      for member in members {
        guard names.insert(member.name).inserted else {
          throw .repeated(field: ForeignText.line(member.name))
        }
      }
      object = value
    }

    /// The word that decides.
    func state() throws(RecordFault) -> String {
      guard let word = object["state"]?.text else { throw .noField("state") }
      return word
    }

    /// Text for people; empty where there is none. What another program keeps as a list or an object is shown
    /// as it is written.
    func words(_ field: String) -> String {
      guard let value = object[field] else { return "" }
      return ForeignText.line(value.text ?? value.json)
    }

    /// A time nothing depends on; nil where it cannot be read.
    func time(_ field: String) -> Instant? { object[field]?.text.flatMap { Instant(foreignRFC3339: $0) } }

    /// The same as it is written, to compare with; empty where it is no text, as in the scripts.
    func stamp(_ field: String) -> String { object[field]?.text ?? "" }

    /// How many; nil where the record does not say.
    func count(_ field: String) -> Int? {
      guard case .number(let digits)? = object[field] else { return nil }
      return Int(digits)
    }
  }
#endif
