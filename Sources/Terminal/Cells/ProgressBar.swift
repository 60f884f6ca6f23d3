extension GlyphSet {
  /// A bar of `width` columns of which `done` parts of `total` are filled.
  ///
  /// Counts and not a fraction, for the caller has shares, and a parent with one share missing must not
  /// look complete: the bar is rounded down, in eighths of a column where the set has them. A bar that has
  /// begun shows at least an eighth.
  ///
  /// - Returns: the filled part and the rest, to be put next to each other in two styles.
  public func progress(done: Int64, total: Int64, width: Int) -> (done: SafeText, rest: SafeText) {
    guard width > 0 else { return (SafeText(), SafeText()) }
    let steps = self == .unicode ? 8 : 1
    var filled = Self.share(of: width * steps, done: done, total: total)
    if filled == 0, done > 0, total > 0, steps > 1 { filled = 1 }
    let partial = filled % steps
    var bar = Array(repeating: self == .unicode ? "█" : "#" as Unicode.Scalar, count: filled / steps)
    if partial > 0, let block = Unicode.Scalar(0x2590 - UInt32(partial)) { bar.append(block) }
    let rest = Array(repeating: self == .unicode ? "─" : "-" as Unicode.Scalar, count: width - bar.count)
    return (SafeText(trusted: bar), SafeText(trusted: rest))
  }

  /// `parts` × `done` / `total`, rounded down, between 0 and `parts`.
  private static func share(of parts: Int, done: Int64, total: Int64) -> Int {
    guard total > 0, done > 0 else { return 0 }
    guard done < total else { return parts }
    // Full width, because shares times columns may pass 64 bits long before either number looks wrong. The
    // quotient is below `parts`, because done < total.
    let product = UInt64(parts).multipliedFullWidth(by: UInt64(done))
    return Int(UInt64(total).dividingFullWidth(product).quotient)
  }
}
