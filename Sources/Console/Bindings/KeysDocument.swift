internal import Terminal

/// docs/keys.md, made from the binding table so that it cannot be out of date.
public enum KeysDocument {
  /// The whole file.
  public static func markdown() -> String {
    var text = """
      # Keys

      Made from the binding table by the program itself; `?` in the console shows the same, searchable.
      Everything with a name in the column "command" can also be typed after `:`, and an order too:
      `:buy 12000 AAPL over 30m every 1m limit 187.50 tif day start 14:30`.

      """
    for group in BindingTable.groups {
      text += "\n## \(group.title)\n| key | command | where | does |\n| --- | --- | --- | --- |\n"
      for binding in group.bindings { text += row(binding) }
    }
    return text
  }

  private static func row(_ binding: Binding) -> String {
    let keys = binding.keys.map { "`\($0.label)`" }.joined(separator: " ")
    var command = binding.command.map { "`\($0)`" } ?? ""
    if let argument = binding.argument { command += " *\(argument)*" }
    let danger = binding.isDangerous ? " **Acts on orders.**" : ""
    return "| \(keys) | \(command) | \(binding.place.words) | \(binding.help)\(danger) |\n"
  }
}
