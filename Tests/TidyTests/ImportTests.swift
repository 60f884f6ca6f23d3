import Foundation
import Testing

/// Which way imports may point. A newcomer can believe the picture in docs/ARCHITECTURE.md because of this
/// test.
@Suite struct ImportTests {
  /// Modules of ours, and others, that each target may import.
  static let allowed: [String: Set<String>] = [
    "Locking": ["Glibc"],
    "SlicingCore": ["HeapModule"],
    "WireFormats": ["SlicingCore"],
    "OrderStore": [
      "SlicingCore", "GRDB", "Glibc", "Synchronization", "Foundation", "FoundationEssentials", "Dispatch",
    ],
    "PaperExchange": ["SlicingCore", "HeapModule", "Glibc"],
    "Brokers": ["SlicingCore", "PaperExchange", "Glibc", "Synchronization", "HeapModule", "Locking"],
    "AlpacaBroker": [
      "SlicingCore", "Brokers", "WireFormats", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOSSL",
      "NIOTLS", "NIOConcurrencyHelpers", "Glibc",
      "Synchronization",
    ],
    "VenueServer": [
      "SlicingCore", "PaperExchange", "WireFormats", "Glibc", "Dispatch", "Logging", "Hummingbird",
      "HummingbirdCore",
      "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOWebSocket",
    ],
    "DeskModel": [
      "SlicingCore", "OrderStore", "Brokers", "WireFormats", "DequeModule", "Synchronization", "Glibc",
      "Foundation", "FoundationEssentials",
    ],
    "FirmGuards": [
      "SlicingCore", "WireFormats", "Locking", "CHiredis", "Glibc", "Foundation", "Synchronization",
    ],
    "tranche-bench": [
      "SlicingCore", "OrderStore", "Brokers", "DeskModel", "Terminal", "ArgumentParser", "Foundation",
      "Glibc",
    ],
    "Simulation": ["SlicingCore", "HeapModule"],
    "tranche-sim": [
      "Simulation", "SlicingCore", "ArgumentParser", "Foundation", "Dispatch", "Synchronization",
      "Glibc",
    ],
    "tranche-crash": [
      "SlicingCore", "OrderStore", "PaperExchange", "GRDB", "ArgumentParser", "Foundation",
      "FoundationEssentials", "Glibc",
    ],
    "Terminal": ["CNcurses", "CLinux", "Locking", "TOMLKit", "Glibc", "Foundation", "Synchronization"],
    "Console": ["DeskModel", "SlicingCore", "Terminal", "Brokers"],
  ]

  @Test func everyTargetImportsOnlyWhatItMay() throws {
    let files = try SourceTree.swiftFiles(under: "Sources")
    #expect(files.count > 50, "the source tree was not found")
    for file in files where file.target != "tranche" {
      let allowed = try #require(ImportTests.allowed[file.target], "\(file.target) has no row in this table")
      for module in imports(file) {
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test func theExecutableImportsNoSimulation() throws {
    for file in try SourceTree.swiftFiles(under: "Sources/tranche") {
      #expect(!imports(file).contains("Simulation"), "\(file.path)")
    }
  }

  private func imports(_ file: SourceTree.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "import"), words.prefix(at).allSatisfy(isModifier) else {
        return nil
      }
      let rest = words[(at + 1)...].filter { !["struct", "class", "func", "enum"].contains($0) }
      return rest.first.map { String($0.split(separator: ".")[0]) }
    }
  }

  private func isModifier(_ word: Substring) -> Bool {
    ["public", "internal", "private", "package", "@testable", "@preconcurrency"].contains(word)
  }
}
