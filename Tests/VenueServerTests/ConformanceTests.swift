#if NETWORK
  import Foundation
  import PaperExchange
  import SlicingCore
  import TestSupport
  import Testing

  @testable import VenueServer

  /// Alpaca's own Python client against the venue, on real sockets. The checks themselves are in
  /// `Conformance/*.py`; every one of them is also shown to fail under a fault.
  @Suite(.alone) struct ConformanceTests {
    @Test(.timeLimit(.minutes(30))) func alpacasOwnClientFindsTheVenueRight() async throws {
      let folder = try ScratchFolder()
      try await withVenues([
        .testing(folder.ledger("usual")) { $0.rateLimit = 100_000 },
        .testing(folder.ledger("forgetful")) {
          $0.rateLimit = 100_000
          $0.deduplication = .never
        },
        .testing(folder.ledger("narrow")) { $0.rateLimit = 5 },
      ]) { ports in
        let (status, output) = try await Conformance.run(ports: ports)
        // What failed, and not the hundred checks that did not.
        let lines = output.split(separator: "\n")
        let failed = lines.drop { !$0.hasPrefix("FAIL") }.prefix(20)
        #expect(status == 0, "\((failed + lines.suffix(10)).joined(separator: "\n"))")
      }
    }

    private func withVenues(
      _ options: [VenueOptions], _ body: ([Int]) async throws -> Void
    ) async throws {
      var running: [Task<Void, any Error>] = []
      defer { for task in running { task.cancel() } }
      var ports: [Int] = []
      for options in options {
        let server = try VenueServer(options)
        let (port, told) = AsyncStream<Int>.makeStream()
        running.append(Task { try await server.run { told.yield($0) } })
        ports.append(try #require(await port.first { _ in true }))
      }
      try await body(ports)
    }
  }

  /// The Python side.
  enum Conformance {
    /// Where the sources are, whatever folder they were built from.
    private static let here = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()

    struct NoPython: Error, CustomStringConvertible {
      let path: String
      var description: String { "\(path) is not there: run .ci/setup, which installs Alpaca's Python client" }
    }

    static func run(ports: [Int]) async throws -> (status: Int32, output: String) {
      let top = here.deletingLastPathComponent().deletingLastPathComponent()
      let python = top.appending(path: ".build/venv/bin/python").path
      guard FileManager.default.isExecutableFile(atPath: python) else { throw NoPython(path: python) }
      let process = Process()
      process.executableURL = URL(filePath: python)
      process.arguments = ["-B", here.appending(path: "Conformance/conformance.py").path]
      process.environment = [
        "VENUE_KEY": "K", "VENUE_SECRET": "S", "VENUE_PORT": "\(ports[0])",
        "VENUE_FORGETFUL_PORT": "\(ports[1])", "VENUE_NARROW_PORT": "\(ports[2])", "PATH": "/usr/bin:/bin",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          do {
            try process.run()
            let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            continuation.resume(
              returning: (process.terminationStatus, String(decoding: bytes, as: UTF8.self)))
          } catch {
            continuation.resume(throwing: error)
          }
        }
      }
    }
  }
#endif
