#if FIRM_GUARDS
  import Testing

  /// The tests that start a server, one after another: they measure, and share two cores.
  @Suite(.serialized) struct FirmServerTests {}
#endif
