internal import Glibc

extension TerminalSize {
  /// What the kernel says; 80 by 24 where it says nothing, as on a serial line.
  static func current(of descriptor: Int32) -> TerminalSize {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return TerminalSize(width: 80, height: 24)
    }
    return TerminalSize(
      width: min(Int(window.ws_col), CellBuffer.sideMax), height: min(Int(window.ws_row), CellBuffer.sideMax))
  }
}
