/// Columns of plain text, as wide as their widest cell: for people, pipes and screen readers.
struct TextTable {
  private let rows: [[String]]
  /// Columns set flush right, numbers that is.
  private let rightAligned: Set<Int>

  init(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []) {
    self.rows = [header] + rows
    self.rightAligned = rightAligned
  }

  var text: String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        pad(cell, to: widths[column], right: rightAligned.contains(column))
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private func pad(_ cell: String, to width: Int, right: Bool) -> String {
    let blanks = String(repeating: " ", count: max(0, width - cell.count))
    return right ? blanks + cell : cell + blanks
  }
}
