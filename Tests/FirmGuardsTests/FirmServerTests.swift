#if FIRM_GUARDS
  import TestSupport
  import Testing

  /// The tests that start a server, one after another: they block the thread they run on, and measure.
  @Suite(.serialized, .alone) struct FirmServerTests {}
#endif
