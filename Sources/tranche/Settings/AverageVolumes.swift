internal import SlicingCore

/// Reads what trades of each symbol on an average day: a line `SYMBOL,SHARES` each, `#` begins a comment, the
/// first line may be a heading. Whoever keeps such a file for the desk wins over what the broker tells.
enum AverageVolumes {
  /// A file longer than this is not one of volumes.
  static let sizeLimit = 4_194_304

  /// The file that the settings name, if they name one.
  static func load(_ settings: Settings) throws(CommandFailure) -> [Symbol: Shares] {
    guard !settings.averageVolumeFile.isEmpty else { return [:] }
    let path = settings.averageVolumeFile
    let text: String
    do throws(PrivateFileError) {
      text = try PrivateFile.text(of: path, bytesMax: sizeLimit, mayBeLink: true)
    } catch {
      throw CommandFailure(
        error.isAboutPermission ? .notPermitted : .usage, "limits.average_volume_file: \(error.words)")
    }
    return try read(text, path: path)
  }

  static func read(_ text: String, path: String) throws(CommandFailure) -> [Symbol: Shares] {
    var volumes: [Symbol: Shares] = [:]
    // Not at "\n": a spreadsheet's "\r\n" is one character, and another.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let line = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      if line.isEmpty || number == 0 && line.lowercased() == "symbol,shares" { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 2, let symbol = Symbol(fields[0]), let shares = Shares(entered: fields[1]),
        shares > .zero, shares.count < .max
      else {
        throw CommandFailure(
          .usage, "\(path), line \(number + 1): expected SYMBOL,SHARES, like AAPL,52000000")
      }
      guard volumes.updateValue(shares, forKey: symbol) == nil else {
        throw CommandFailure(.usage, "\(path), line \(number + 1): \(symbol) stands there twice")
      }
    }
    return volumes
  }
}
