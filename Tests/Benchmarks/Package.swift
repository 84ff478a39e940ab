// swift-tools-version: 6.2
import PackageDescription

// The limits use every vector instruction of this machine, as the native backend does; a build for
// every machine, as the interpreter's is, could not show what there is to gain. LIMITS=portable
// shows it.
let limits: [SwiftSetting] =
  Context.environment["LIMITS"] == "portable"
  ? [] : [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=native"])]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "neurosh", path: "../..")],
  targets: [
    .target(name: "Limits", swiftSettings: limits),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Limits",
        .product(name: "Simulation", package: "neurosh"),
        .product(name: "NativeBackend", package: "neurosh"),
        .product(name: "Shell", package: "neurosh"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
