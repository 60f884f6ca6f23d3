#if NETWORK
  import Foundation
  import NIOCore
  import NIOSSL

  /// Certificates made by `openssl` in a folder that goes away with them.
  final class TestCertificates: Sendable {
    static let shared = Result { try TestCertificates() }

    let folder = FileManager.default.temporaryDirectory.appending(path: "alpaca-tls-\(UUID().uuidString)")
      .path

    struct Failed: Error, CustomStringConvertible {
      let description: String
    }

    private init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for authority in ["ca", "stranger"] {
        try request(authority, "-x509", "-days", "30", "-subj", "/CN=\(authority)")
      }
      try request(
        "selfsigned", "-x509", "-days", "30", "-subj", "/CN=self", "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1")
      try leaf("good", names: "DNS:localhost,IP:127.0.0.1")
      try leaf("expired", names: "DNS:localhost,IP:127.0.0.1", days: -1)
      try leaf("elsewhere", names: "DNS:other.example,IP:127.0.0.9")
      try Data("no certificate".utf8).write(to: URL(filePath: path("garbage.pem")))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// A server that shows this certificate.
    func server(_ name: String) throws -> NIOSSLContext {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem)))
      configuration.shutdownTimeout = .seconds(1)
      return try NIOSSLContext(configuration: configuration)
    }

    private func leaf(_ name: String, names: String, days: Int = 30) throws {
      try request(name, "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", out: "\(name).csr")
      try run(
        "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-copy_extensions", "copy", "-days", "\(days)", "-out", "\(name).pem")
    }

    private func request(_ name: String, _ more: String..., out: String? = nil) throws {
      try run(
        [
          "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
          "\(name).key",
        ]
          + (out == nil ? [] : ["-new"]) + ["-out", out ?? "\(name).pem"] + more)
    }

    private func run(_ arguments: String...) throws { try run(arguments) }

    private func run(_ arguments: [String]) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["openssl"] + arguments
      process.currentDirectoryURL = URL(filePath: folder)
      let pipe = Pipe()
      process.standardError = pipe
      process.standardOutput = pipe
      try process.run()
      let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Failed(description: "openssl \(arguments.joined(separator: " ")): \(output)")
      }
    }
  }
#endif
