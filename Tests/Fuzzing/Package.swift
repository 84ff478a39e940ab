// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Fuzzing",
  dependencies: [
    .package(name: "neurosh", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // Whatever is to be covered has to be built for libFuzzer, other packages too, so that the flag
    // stands on the command line: see Fuzz.swift.
    .executableTarget(
      name: "neurosh-fuzz",
      dependencies: [
        .product(name: "Equations", package: "neurosh"),
        .product(name: "Neurons", package: "neurosh"),
        .product(name: "Shell", package: "neurosh"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // To declare a function of libFuzzer, which has no header to import.
      swiftSettings: [.enableExperimentalFeature("Extern")]
    )
  ],
  swiftLanguageModes: [.v6]
)
