import Foundation
import PaperExchange
import SlicingCore
import WireFormats

@testable import VenueServer

/// A folder of its own that goes away with the test.
final class ScratchFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "venue-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func ledger(_ name: String = "ledger") -> String { "\(path)/\(name)" }
}

/// A Wednesday, 10:00 in New York, the day before Thanksgiving.
let morning = Instant(microseconds: 1_795_618_800_000_000)

extension VenueOptions {
  static func testing(_ ledger: String, change: (inout VenueOptions) -> Void = { _ in }) -> VenueOptions {
    var options = VenueOptions(port: 0, key: "K", secret: "S", ledgerPath: ledger)
    options.startsAt = morning
    change(&options)
    return options
  }
}

extension Venue {
  /// An answer as a client without a network would get it.
  func ask(_ method: String, _ target: String, _ body: String = "") -> (status: Int, value: WireValue?) {
    let answer = answer(
      VenueRequest(method: method, target: target, key: "K", secret: "S", body: Array(body.utf8)))
    guard case .json(let text) = answer.body else { return (answer.status, nil) }
    return (answer.status, JSONReader.read(text.utf8))
  }
}

/// A limit order that rests.
func resting(_ clientID: String, qty: String = "\"10\"") -> String {
  """
  {"symbol":"AAPL","qty":\(qty),"side":"buy","type":"limit","limit_price":1.5,"time_in_force":"gtc",\
  "client_order_id":"\(clientID)"}
  """
}
