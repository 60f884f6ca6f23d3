internal import Glibc
internal import Logging
internal import SlicingCore

/// Writes log lines to one open file.
struct FileLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info
  private let label: String
  private let file: BoundedFile

  init(label: String, file: BoundedFile) {
    self.label = label
    self.file = file
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let extra = metadata.merging(event.metadata ?? [:]) { $1 }
    let pairs = extra.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    file.append("\(WallTime.now()) \(event.level) \(label): \(event.message)\(pairs)\n")
  }
}
