#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The C compiler that comes with Swift, or another one in PATH.
enum CCompiler {
  /// Where it is; nil where there is none.
  static let path: String? = {
    if let swift = OutsideProgram.path(of: "swift") {
      let toolchain = URL(fileURLWithPath: swift).resolvingSymlinksInPath()
      let clang = toolchain.deletingLastPathComponent().appendingPathComponent("clang").path
      if access(clang, X_OK) == 0 { return clang }
    }
    return OutsideProgram.path(of: "clang") ?? OutsideProgram.path(of: "cc")
  }()
}
