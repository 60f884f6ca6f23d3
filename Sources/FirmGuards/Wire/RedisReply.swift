#if FIRM_GUARDS
  internal import CHiredis

  /// One answer of the server, copied out of the library's memory.
  enum RedisReply: Equatable, Sendable {
    case bytes([UInt8])
    case status(String)
    case error(String)
    case integer(Int64)
    case absent
    case list([RedisReply])

    /// Nil for a kind of answer that the protocol's second version does not have.
    init?(copying reply: UnsafePointer<redisReply>) {
      let content = reply.pointee
      switch content.type {
      case REDIS_REPLY_STRING: self = .bytes(RedisReply.bytes(content))
      case REDIS_REPLY_STATUS: self = .status(String(decoding: RedisReply.bytes(content), as: UTF8.self))
      case REDIS_REPLY_ERROR: self = .error(String(decoding: RedisReply.bytes(content), as: UTF8.self))
      case REDIS_REPLY_INTEGER: self = .integer(content.integer)
      case REDIS_REPLY_NIL: self = .absent
      case REDIS_REPLY_ARRAY:
        guard let list = RedisReply.list(content) else { return nil }
        self = .list(list)
      default: return nil
      }
    }

    private static func bytes(_ content: redisReply) -> [UInt8] {
      guard let start = content.str else { return [] }
      return Array(UnsafeRawBufferPointer(start: start, count: content.len))
    }

    private static func list(_ content: redisReply) -> [RedisReply]? {
      var list: [RedisReply] = []
      for index in 0..<content.elements {
        guard let element = content.element[index], let reply = RedisReply(copying: element) else {
          return nil
        }
        list.append(reply)
      }
      return list
    }

    /// What it says, where it is text of any kind but an error.
    var text: String? {
      switch self {
      case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
      case .status(let text): text
      case .error, .integer, .absent, .list: nil
      }
    }

    /// The texts of a list; nil where it is none, or holds anything else.
    var texts: [String]? {
      guard case .list(let replies) = self else { return nil }
      let texts = replies.compactMap(\.text)
      return texts.count == replies.count ? texts : nil
    }
  }
#endif
