#if NETWORK
  internal import NIOCore
  internal import NIOHTTP1

  /// Puts the parts of one answer together.
  struct AnswerReader {
    /// Bytes of a body. A page of 500 orders is below 1 MB.
    static let largestBody = 4 << 20

    enum Step {
      case more
      case whole(HTTPResponseHead, HTTPAnswer)
      /// Not an answer to what was asked.
      case odd(String)
    }

    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    mutating func read(_ part: HTTPClientResponsePart) -> Step {
      switch part {
      case .head(let head):
        guard self.head == nil else { return .odd("a second answer to one request") }
        guard head.status.code >= 200 else { return .odd("status \(head.status.code) to a plain request") }
        self.head = head
        return .more
      case .body(let bytes):
        guard body.count + bytes.readableBytes <= AnswerReader.largestBody else {
          return .odd("an answer of more than \(AnswerReader.largestBody >> 20) MB")
        }
        body.append(contentsOf: bytes.readableBytesView)
        return .more
      case .end:
        guard let head else { return .odd("the end of an answer that never began") }
        defer { self = AnswerReader() }
        return .whole(head, HTTPAnswer(status: Int(head.status.code), headers: head.headers, body: body))
      }
    }
  }
#endif
