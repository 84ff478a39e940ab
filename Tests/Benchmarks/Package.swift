// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "neurosh", path: "../..")],
  targets: [
    // The limits use every vector instruction of this machine, as the native backend does; a build
    // for every machine could not show what there is to gain.
    .target(
      name: "Limits",
      swiftSettings: [.unsafeFlags(["-Ounchecked", "-Xcc", "-march=native"])]
    ),
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
