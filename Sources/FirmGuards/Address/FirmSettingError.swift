#if FIRM_GUARDS
  /// Why a setting names no server. No case carries a part of the text, which may hold a password.
  public enum FirmSettingError: Error, Hashable, Sendable {
    case empty
    /// Neither `redis://` nor `unix:`.
    case scheme
    /// `rediss://`: this client speaks without encryption.
    case encrypted
    case host
    case port
    case database
    /// Not absolute, or longer than a socket's path may be.
    case path
    /// A percent sign without two hexadecimal digits.
    case escape
    /// In a file that others may read.
    case passwordInTheOpen
    case userWithoutPassword
  }
#endif
