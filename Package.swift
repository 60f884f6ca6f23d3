// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target of ours: Swift 6 language mode, the strict upcoming features, and no
/// warning tolerated, here as in CI.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .define("PLANTED_BUGS", .when(traits: ["PlantedBugs"])),
  .define("NETWORK", .when(traits: ["Network"])),
  .define("FIRM_GUARDS", .when(traits: ["FirmGuards"])),
]

/// A product of what needs sockets: not built without the trait.
func networking(_ product: String, _ package: String) -> Target.Dependency {
  .product(name: product, package: package, condition: .when(traits: ["Network"]))
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

let package = Package(
  name: "tranche",
  products: [
    .executable(name: "tranche", targets: ["tranche"]),
    .executable(name: "tranche-crash", targets: ["tranche-crash"]),
    .executable(name: "tranche-sim", targets: ["tranche-sim"]),
    .executable(name: "tranche-bench", targets: ["tranche-bench"]),
  ],
  traits: [
    .default(enabledTraits: ["Network", "FirmGuards"]),
    .trait(
      name: "Network", description: "What speaks to other programs over sockets: Alpaca, and the venue."),
    .trait(
      name: "FirmGuards", description: "One switch for all desks of a firm, on a Redis server (hiredis)."),
    .trait(
      name: "PlantedBugs", description: "Bugs planted on purpose, for the simulation to catch. Never shipped."
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(name: "Locking", swiftSettings: strict),
    .target(name: "SlicingCore", dependencies: [heap], swiftSettings: strict),
    .target(name: "WireFormats", dependencies: ["SlicingCore"], swiftSettings: strict),
    .target(name: "OrderStore", dependencies: ["SlicingCore", grdb], swiftSettings: strict),
    .target(name: "PaperExchange", dependencies: ["SlicingCore", heap], swiftSettings: strict),
    .target(
      name: "Brokers", dependencies: ["SlicingCore", "PaperExchange", "Locking"], swiftSettings: strict),
    .target(
      name: "FirmGuards",
      dependencies: [
        "WireFormats", "SlicingCore", "Locking",
        .target(name: "CHiredis", condition: .when(traits: ["FirmGuards"])),
      ],
      swiftSettings: strict),
    .target(
      name: "AlpacaBroker",
      dependencies: [
        "WireFormats", "Brokers", "SlicingCore", networking("NIOCore", "swift-nio"),
        networking("NIOPosix", "swift-nio"), networking("NIOHTTP1", "swift-nio"),
        networking("NIOWebSocket", "swift-nio"), networking("NIOSSL", "swift-nio-ssl"),
        networking("NIOTLS", "swift-nio"),
        networking("NIOConcurrencyHelpers", "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "VenueServer",
      dependencies: [
        "WireFormats", "PaperExchange", "SlicingCore", logging, networking("Hummingbird", "hummingbird"),
        networking("NIOCore", "swift-nio"), networking("NIOHTTP1", "swift-nio"),
        networking("NIOWebSocket", "swift-nio"), networking("NIOHTTPTypesHTTP1", "swift-nio-extras"),
        networking("NIOHTTPTypes", "swift-nio-extras"), networking("HTTPTypes", "swift-http-types"),
      ],
      swiftSettings: strict),
    .target(
      name: "DeskModel", dependencies: ["SlicingCore", "OrderStore", "Brokers", "WireFormats", deque],
      swiftSettings: strict),
    .target(
      name: "Terminal", dependencies: ["CNcurses", "CLinux", "Locking", toml],
      resources: [.copy("../../themes")], swiftSettings: strict),
    .target(name: "Console", dependencies: ["DeskModel", "SlicingCore", "Terminal"], swiftSettings: strict),
    .target(name: "Simulation", dependencies: ["SlicingCore"], swiftSettings: strict),
    .executableTarget(
      name: "tranche-sim", dependencies: ["Simulation", "SlicingCore", arguments], swiftSettings: strict),
    .executableTarget(
      name: "tranche-bench",
      dependencies: ["DeskModel", "OrderStore", "Brokers", "SlicingCore", "Terminal", arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "tranche-crash", dependencies: ["OrderStore", "PaperExchange", "SlicingCore", arguments, grdb],
      swiftSettings: strict),
    .executableTarget(
      name: "tranche",
      dependencies: [
        "Console", "Terminal", "DeskModel", "OrderStore", "Brokers", "PaperExchange", "SlicingCore", "CLinux",
        "Locking",
        .target(name: "VenueServer", condition: .when(traits: ["Network"])),
        .target(name: "AlpacaBroker", condition: .when(traits: ["Network"])),
        .target(name: "FirmGuards", condition: .when(traits: ["FirmGuards"])), arguments, logging, toml,
      ],
      swiftSettings: strict),

    // What the tests of several targets share; it knows nothing of the program.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),

    .testTarget(name: "LockingTests", dependencies: ["Locking"], swiftSettings: strict),
    .testTarget(name: "SlicingCoreTests", dependencies: ["SlicingCore"], swiftSettings: strict),
    .testTarget(
      name: "OrderStoreTests", dependencies: ["OrderStore", "SlicingCore", "TestSupport", grdb],
      swiftSettings: strict),
    .testTarget(
      name: "PaperExchangeTests", dependencies: ["PaperExchange", "SlicingCore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BrokersTests", dependencies: ["Brokers", "PaperExchange", "SlicingCore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "WireFormatsTests", dependencies: ["WireFormats", "SlicingCore"], swiftSettings: strict),
    .testTarget(
      name: "AlpacaBrokerTests",
      dependencies: [
        "AlpacaBroker", "WireFormats", "Brokers", "VenueServer", "SlicingCore", "TestSupport",
        networking("NIOCore", "swift-nio"),
        networking("NIOPosix", "swift-nio"), networking("NIOHTTP1", "swift-nio"),
        networking("NIOWebSocket", "swift-nio"), networking("NIOSSL", "swift-nio-ssl"),
        networking("NIOConcurrencyHelpers", "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "VenueServerTests",
      dependencies: ["VenueServer", "WireFormats", "PaperExchange", "SlicingCore", "TestSupport"],
      exclude: ["Conformance"], swiftSettings: strict),
    .testTarget(
      name: "FirmGuardsTests", dependencies: ["FirmGuards", "SlicingCore", "Locking", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DeskModelTests",
      dependencies: [
        "DeskModel", "Brokers", "PaperExchange", "OrderStore", "SlicingCore", "TestSupport", grdb,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "CNcurses", "CLinux", "Locking", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ConsoleTests",
      dependencies: ["Console", "DeskModel", "Brokers", "Terminal", "SlicingCore", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "TrancheTests",
      dependencies: ["tranche", "Console", "DeskModel", "OrderStore", "SlicingCore", "TestSupport", grdb],
      swiftSettings: strict),
    .testTarget(
      name: "TrancheCrashTests", dependencies: ["tranche-crash", "SlicingCore"], swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "SlicingCore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
