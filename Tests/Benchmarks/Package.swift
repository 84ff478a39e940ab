// swift-tools-version: 6.2
import PackageDescription

// Loops by hand do not check what they know to be right. They are built for the same processors as
// the program is: for all, or for this one with `-Xcc -march=native` on the command line.
let limits: [SwiftSetting] = [.unsafeFlags(["-Ounchecked"])]

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
