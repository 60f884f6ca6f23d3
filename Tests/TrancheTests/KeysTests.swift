import Console
import Foundation
import Testing

/// docs/keys.md is what the binding table says.
@Suite struct KeysTests {
  @Test func theManualPageIsFresh() throws {
    let page = try String(contentsOfFile: Manual.path("keys.md"), encoding: .utf8)
    #expect(page == KeysDocument.markdown(), "run: tranche keys > docs/keys.md")
  }
}
