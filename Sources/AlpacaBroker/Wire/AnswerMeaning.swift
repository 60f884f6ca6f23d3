#if NETWORK
  internal import NIOHTTP1
  internal import SlicingCore
  internal import WireFormats

  /// What the broker's answers mean. One table, by status and words: the codes in the body are reused for
  /// unrelated errors. What is not in it is unknown.
  enum AnswerMeaning {
    /// The answer to a new order.
    static func outcome(_ result: HTTPResult, of id: ClientOrderID, at now: Instant) -> SendOutcome {
      switch result {
      case .forbidden: .notSent(reason: "stopped at the last moment", retryAfter: nil)
      case .notSent(let reason): .notSent(reason: reason, retryAfter: nil)
      case .lost(let reason): .unknown(reason: reason)
      case .answer(let answer): outcome(answer, of: id, at: now)
      }
    }

    private static func outcome(_ answer: HTTPAnswer, of id: ClientOrderID, at now: Instant) -> SendOutcome {
      let words = answer.words
      switch answer.status {
      case 200:
        guard let order = answer.json.flatMap(WireOrder.init), order.clientOrderID == id else {
          return .unknown(reason: "200, with something that is not the order")
        }
        return .accepted(brokerOrderID: order.id)
      // The one before it arrived after all: which one that is, the desk asks.
      case 409 where isDuplicate(words), 422 where isDuplicate(words):
        return .unknown(reason: "the broker has this id already: \(words)")
      case 400, 403, 422: return .rejected(reason: words)
      case 401: return .unauthorized(reason: words)
      case 429: return .notSent(reason: words, retryAfter: answer.retryAfter(at: now))
      default: return .unknown(reason: words)
      }
    }

    private static func isDuplicate(_ words: String) -> Bool {
      words.contains("client_order_id") && words.contains("unique")
    }

    /// The answer to a cancel. No status says that the order is canceled: its end comes as an order.
    static func cancel(_ result: HTTPResult) -> CancelAnswer {
      switch result {
      case .forbidden: .unknown(reason: "not sent")
      case .notSent(let reason), .lost(let reason): .unknown(reason: reason)
      case .answer(let answer):
        switch answer.status {
        case 200, 204: .accepted
        case 404, 422: .refused(reason: answer.words)
        default: .unknown(reason: answer.words)
        }
      }
    }

    /// A reading request.
    enum Reading: Equatable {
      case value(WireValue)
      case absent
      case failed(String)
    }

    static func reading(_ result: HTTPResult) -> Reading {
      switch result {
      case .forbidden: .failed("not sent")
      case .notSent(let reason), .lost(let reason): .failed(reason)
      case .answer(let answer):
        switch answer.status {
        case 200: answer.json.map(Reading.value) ?? .failed("200, with a body that is not JSON")
        // In these words only. A 404 of somebody in front of the broker, or for an address that is not there,
        // is no word about the order, and shares would be given up on the strength of it.
        case 404 where answer.words.contains("order not found"): .absent
        default: .failed(answer.words)
        }
      }
    }
  }

  extension HTTPAnswer {
    var json: WireValue? { JSONReader.read(body) }

    /// Status and the broker's own words. Of a body that is not JSON, the status alone: it is a page for a
    /// browser, from somebody in front of the broker.
    var words: String {
      if let message = json?["message"]?.text, !message.isEmpty { return "\(status) \(message)" }
      let server = headers.first(name: "location").map { _ in ", a redirect, which is not followed" } ?? ""
      return "\(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\(server)"
    }

    private func integer(_ name: String) -> Int? { headers.first(name: name).flatMap { Int($0) } }

    var rateLimit: Int? { integer("X-RateLimit-Limit") }
    var rateRemaining: Int? { integer("X-RateLimit-Remaining") }
    /// By the broker's clock.
    var rateResetsAt: Instant? {
      // Seconds since 1970; a number that is none of this century says nothing.
      integer("X-RateLimit-Reset").flatMap {
        (0...10_000_000_000).contains($0) ? Instant(microseconds: Int64($0) * 1_000_000) : nil
      }
    }

    /// When a request that was refused for its rate may be made again.
    func retryAfter(at now: Instant) -> TimeSpan? {
      if let seconds = integer("Retry-After"), (0...120).contains(seconds) { return .seconds(seconds) }
      guard let rateResetsAt, rateResetsAt > now, rateResetsAt - now <= .seconds(120) else { return nil }
      return rateResetsAt - now
    }
  }
#endif
