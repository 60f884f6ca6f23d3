import Foundation
import FoundationNetworking
import Testing

/// Requests to a server on this machine, from a test that waits for the answer.
enum Web {
  /// - Returns: the body of an answer that is no error.
  static func ask(
    _ method: String, port: Int, _ path: String, headers: [String: String] = [:], body: String = ""
  ) throws -> String {
    var request = URLRequest(
      url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")), timeoutInterval: patience)
    request.httpMethod = method
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    if !body.isEmpty { request.httpBody = Data(body.utf8) }
    let (data, response) = try answer(to: request)
    let text = String(decoding: data, as: UTF8.self)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    try #require((200..<300).contains(status), "\(method) \(path): \(status) \(text)")
    return text
  }

  /// A connection for each: a server that is killed takes none along that another request would be sent on.
  private static func answer(to request: URLRequest) throws -> (Data, URLResponse) {
    let session = URLSession(configuration: .ephemeral)
    defer { session.finishTasksAndInvalidate() }
    let answered = DispatchSemaphore(value: 0)
    // Safe because it is written before the signal and read after the wait.
    nonisolated(unsafe) var result: Result<(Data, URLResponse), any Error>?
    session.dataTask(with: request) { data, response, error in
      if let data, let response {
        result = .success((data, response))
      } else {
        result = .failure(error ?? URLError(.unknown))
      }
      answered.signal()
    }.resume()
    answered.wait()
    return try #require(result).get()
  }
}
