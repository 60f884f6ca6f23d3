internal import SlicingCore
internal import TOMLKit

/// Reads the text of a settings file: every key is known and every value is of its kind, or nothing is used.
struct SettingsReader {
  private let path: String
  private let lines: TOMLLines
  private var effective = EffectiveSettings()

  static func read(_ text: String, path: String) throws(SettingsError) -> EffectiveSettings {
    var reader = SettingsReader(path: path, lines: TOMLLines(text))
    reader.effective.file = path
    try reader.take(try table(text, path: path), below: [])
    try reader.checkLevels()
    return reader.effective
  }

  private init(path: String, lines: TOMLLines) {
    self.path = path
    self.lines = lines
  }

  private static func table(_ text: String, path: String) throws(SettingsError) -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      // The parser adds the position in brackets, which stands in front already.
      let problem =
        error.description.split(separator: " (at line").first.map(String.init) ?? error.description
      throw .syntax(path: path, line: error.source.begin.line, problem: problem)
    } catch {
      throw .syntax(path: path, line: 1, problem: "\(error)")
    }
  }

  private mutating func take(_ table: TOMLTable, below parents: [String]) throws(SettingsError) {
    for key in table.keys.sorted() {
      let place = parents + [key]
      guard let value = table[key] else { continue }
      if let nested = value.table, SettingsReader.tables.contains(place) {
        try take(nested, below: place)
      } else {
        try assign(SettingsReader.scalar(value), at: place)
      }
    }
  }

  private mutating func assign(_ scalar: SettingScalar, at place: [String]) throws(SettingsError) {
    let key = place.joined(separator: ".")
    let line = lines.line(of: place)
    guard let setting = SettingsTable.all.first(where: { $0.key == key }) else {
      if SettingsReader.tables.contains(place) {
        throw .wrongValue(path: path, line: line, key: key, found: scalar.words, expected: "a table")
      }
      throw .unknownKey(path: path, line: line, key: key)
    }
    guard setting.assign(&effective.values, scalar) else {
      let found = setting.isQuoted ? scalar.words : scalar.kind
      throw .wrongValue(path: path, line: line, key: key, found: found, expected: setting.expected)
    }
    effective.note(key, from: .file(line: line))
  }

  private func checkLevels() throws(SettingsError) {
    let limits = effective.values.limits
    let crossed = [
      ("order_notional", limits.orderNotional.isCrossed), ("order_shares", limits.orderShares.isCrossed),
      ("slice_notional", limits.sliceNotional.isCrossed), ("symbol_day_notional", limits.symbolDay.isCrossed),
      ("all_day_notional", limits.allDay.isCrossed),
      ("price_collar_bp", limits.priceCollarBasisPoints.isCrossed),
      ("arrival_collar_bp", limits.arrivalCollarBasisPoints.isCrossed),
      ("orders_per_minute", limits.ordersPerMinute.isCrossed), ("open_parents", limits.openParents.isCrossed),
      ("volume_share_bp", limits.volumeShareBasisPoints.isCrossed),
      ("repeated_executions", limits.repeatedExecutions.isCrossed),
      ("quote_age", limits.quoteAge.isCrossed),
    ]
    for (name, isCrossed) in crossed where isCrossed {
      throw .levelsCrossed(path: path, line: lines.line(of: ["limits", name]), limit: "limits.\(name)")
    }
  }

  /// Every path that leads to settings: `limits`, `limits.order_notional`.
  private static let tables = Set(
    SettingsTable.all.flatMap { setting in
      (1..<max(1, setting.path.count)).map { Array(setting.path.prefix($0)) }
    })

  private static func scalar(_ value: any TOMLValueConvertible) -> SettingScalar {
    if let text = value.string { return .text(text) }
    if let flag = value.bool { return .flag(flag) }
    if let number = value.int { return .number(number) }
    if value.table != nil { return .other("a table") }
    if value.array != nil { return .other("a list") }
    if value.double != nil { return .other("a number with a decimal point") }
    return .other("a date or a time")
  }
}

extension Limit {
  fileprivate var isCrossed: Bool {
    guard let warn, let block else { return false }
    return warn > block
  }
}
