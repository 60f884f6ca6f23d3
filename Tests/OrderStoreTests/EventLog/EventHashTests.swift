import TestSupport
import Testing

@testable import OrderStore

@Suite(.alone) struct EventHashTests {
  private func hash(_ fields: [String?], sequence: Int = 1) -> String {
    EventHash.hex(sequence: sequence, fields: fields.map { $0.map { Array($0.utf8) } })
  }

  /// No two records may have the same bytes, whatever a field holds: not even the marks between fields.
  @Test func whereAFieldEndsIsPartOfTheHash() {
    let forms: [[String?]] = [
      ["a\u{1}b", "c"], ["a", "b\u{1}c"], ["a\u{1}b\u{1}c", ""], ["", "a\u{1}b\u{1}c"], ["abc", ""],
      ["ab", "c"],
      ["", ""], [nil, ""], ["", nil], [nil, nil], ["\u{0}", nil], ["a\u{0}", "b"], ["a", "\u{0}b"],
    ]
    #expect(Set(forms.map { hash($0) }).count == forms.count)
  }

  @Test func theNumberIsPartOfTheHash() {
    #expect(hash(["a"], sequence: 1) != hash(["a"], sequence: 2))
  }

  /// The form is part of every file there is: this value may never change.
  @Test func theFormIsFixed() {
    let fields: [String?] = [
      "2026-03-02T14:30:00.000000Z", "2026-03-02T14:30:00.000001Z", "desk", "started", nil,
      "e75962b287258aa363d1fb99", "", LogHead.empty.hash,
    ]
    #expect(hash(fields) == "454948c28b25baa28800dbf057f2c92a453f74cd5222932f570d2d125c81872f")
  }
}
