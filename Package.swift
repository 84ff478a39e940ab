// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// The libraries are optimised in debug builds too: in them the tests spend their time. Packages that
// depend on this one may not be given such flags.
let isDependency = Context.packageDirectory.contains("/checkouts/")
let optimised: [SwiftSetting] =
  strict + (isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))])
// What talks to people is a third of the program that they install, and computes nothing.
let small: [SwiftSetting] =
  optimised + (isDependency ? [] : [.unsafeFlags(["-Osize"], .when(configuration: .release))])

// Every target names all that it imports: what it does not name is not compiled again when that
// changes, and no longer links.
let package = Package(
  name: "neurosh",
  products: [
    .executable(name: "neurosh", targets: ["neurosh"]),
    .library(name: "Equations", targets: ["Equations"]),
    .library(name: "Neurons", targets: ["Neurons"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "NativeBackend", targets: ["NativeBackend"]),
    .library(name: "Analysis", targets: ["Analysis"]),
    .library(name: "Exchange", targets: ["Exchange"]),
    .library(name: "TerminalText", targets: ["TerminalText"]),
    .library(name: "Plots", targets: ["Plots"]),
    .library(name: "Shell", targets: ["Shell"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibEdit",
      pkgConfig: "libedit",
      providers: [.apt(["libedit-dev"]), .brew(["libedit"])]
    ),
    .target(name: "TerminalText", swiftSettings: optimised),
    .target(
      name: "LineEditing", dependencies: ["CLibEdit", "TerminalText"], swiftSettings: strict),
    .target(
      name: "Equations",
      dependencies: [.product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: optimised
    ),
    .target(
      name: "Neurons",
      dependencies: [
        "Equations",
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      resources: [.embedInCode("Models")],
      swiftSettings: optimised
    ),
    .target(
      name: "Simulation",
      dependencies: [
        "Equations", "Neurons",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: optimised
    ),
    .target(name: "NativeBackend", dependencies: ["Simulation"], swiftSettings: strict),
    .target(
      name: "Analysis",
      dependencies: [
        "Equations", "Neurons", "Simulation",
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: optimised
    ),
    .target(
      name: "Exchange",
      dependencies: [
        "Equations", "Neurons", "Simulation",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: small
    ),
    .target(name: "Plots", dependencies: ["TerminalText"], swiftSettings: optimised),
    .target(
      name: "Shell",
      dependencies: [
        "Equations", "Neurons", "Simulation", "Analysis", "Exchange", "TerminalText", "Plots",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: small
    ),
    .executableTarget(
      name: "neurosh",
      dependencies: [
        "Equations", "Simulation", "TerminalText", "Plots", "Shell", "LineEditing",
        "NativeBackend",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: small,
      plugins: ["CommitPlugin"]
    ),
    .plugin(name: "CommitPlugin", capability: .buildTool, path: ".packaging/CommitPlugin"),
    .target(
      name: "TestSupport",
      dependencies: [
        "Equations", "Neurons", "Simulation",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: optimised
    ),
    .testTarget(
      name: "EquationsTests",
      dependencies: ["Equations", "Neurons", "Shell", "TestSupport"],
      exclude: ["Mistakes"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "NeuronsTests",
      dependencies: [
        "Equations", "Neurons", "TestSupport",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Equations", "Neurons", "Simulation", "TestSupport",
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      resources: [.copy("Golden")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "AnalysisTests",
      dependencies: [
        "Equations", "Neurons", "Simulation", "Analysis", "TestSupport",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Equations", "Neurons", "Simulation", "Exchange", "TestSupport",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      exclude: ["Verified"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "NativeBackendTests",
      dependencies: [
        "Equations", "Neurons", "Simulation", "NativeBackend",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TerminalTextTests", dependencies: ["TerminalText", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PlotsTests", dependencies: ["Plots", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "LineEditingTests", dependencies: ["LineEditing", "TerminalText"],
      swiftSettings: strict),
    .testTarget(
      name: "ShellTests",
      dependencies: [
        "Equations", "Neurons", "Simulation", "TerminalText", "Plots", "Shell", "TestSupport",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      exclude: ["PublishedModels"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "NeuroshTests", dependencies: ["neurosh", "Shell"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
