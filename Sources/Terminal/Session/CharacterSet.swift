internal import CNcurses
internal import Glibc

/// The character set of the locale, which decides whether more than ASCII can be shown.
enum CharacterSet {
  /// Takes over the locale's character set; call before any thread starts, for it changes the process.
  ///
  /// Only `LC_CTYPE`: with `LC_NUMERIC` a decimal comma would reach every C library that reads numbers. Where
  /// the locale is not UTF-8 ncurses gets one that is, for otherwise its wide cells come out blank; nothing
  /// but ASCII is then put into them.
  ///
  /// - Returns: whether the trader's own locale is UTF-8.
  static func adopt() -> Bool {
    setlocale(LC_CTYPE, "")
    let name = cn_codeset().map { String(cString: $0) } ?? ""
    if name == "UTF-8" { return true }
    setlocale(LC_CTYPE, "C.UTF-8")
    return false
  }
}
