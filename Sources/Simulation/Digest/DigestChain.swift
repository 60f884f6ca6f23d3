internal import SlicingCore

/// SHA-256 over everything that happened: each block's digest is hashed into the next, so that the last one
/// stands for every event and every effect in their order.
struct DigestChain {
  private var digest = [UInt8](repeating: 0, count: 32)
  private(set) var buffer: [UInt8] = []
  private static let blockSize = 8192

  init() { buffer.reserveCapacity(DigestChain.blockSize + 1024) }

  mutating func add(_ byte: UInt8) { buffer.append(byte) }
  mutating func add(_ number: Int) { add(Int64(number)) }
  mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
  }
  mutating func add(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    buffer.append(0)
  }
  mutating func add(_ text: String?) {
    if let text { add(text) } else { buffer.append(1) }
  }
  mutating func add(_ id: ClientOrderID) { buffer.append(contentsOf: id.text.utf8) }
  mutating func add(_ instant: Instant?) { add(instant?.microseconds ?? .min) }

  /// Hashes what is buffered once there is enough of it.
  mutating func settle() {
    guard buffer.count >= DigestChain.blockSize else { return }
    fold()
  }

  private mutating func fold() {
    digest = SHA256.digest(of: digest + buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// The chain's head, as 64 hex digits.
  mutating func finish() -> String {
    fold()
    let alphabet = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }, as: UTF8.self)
  }
}
