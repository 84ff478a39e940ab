import Dispatch
public import Simulation
import Synchronization

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

extension NativeCompiler {
  /// The C compiler of this machine, with a folder for what it compiled.
  ///
  /// Libraries are looked for in memory, then in the folder, which is made for the user alone where
  /// it is not there. A folder that others may write to is not used.
  ///
  /// - Parameters:
  ///   - cacheFolder: the folder's path.
  ///   - isInterrupted: whether the user asked to stop what runs, which ends the compiler too.
  public static func system(
    cacheFolder: String, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) -> NativeCompiler {
    let system = SystemCompiler(
      folder: CacheFolder(path: cacheFolder), isInterrupted: isInterrupted)
    return NativeCompiler(
      isReady: { system.isReady($0) }, load: { system.load($0) },
      prepare: { system.prepare($0) }, takeComplaint: { system.takeComplaint() },
      path: CCompiler.path)
  }
}

/// Compiles, loads and remembers.
private final class SystemCompiler: Sendable {
  private struct State {
    /// What was loaded; nil for what could not be compiled.
    var codes: [NativeSource: NativeCode?] = [:]
    /// What is compiled while its caller goes on.
    var underWay: Set<NativeSource> = []
    var complaint: String?
    var hasComplained = false
  }

  private let folder: CacheFolder
  private let state = Mutex(State())
  // Held by whoever compiles, so that threads that want the same code wait for one compilation.
  private let compilation = Mutex(())

  private let isInterrupted: @Sendable () -> Bool

  init(folder: CacheFolder, isInterrupted: @escaping @Sendable () -> Bool) {
    self.folder = folder
    self.isInterrupted = isInterrupted
  }

  func isReady(_ source: NativeSource) -> Bool {
    let (known, isUnderWay) = state.withLock { ($0.codes[source], $0.underWay.contains(source)) }
    if let known { return known != nil }
    return !isUnderWay && folder.library(of: source.fullText) != nil
  }

  func prepare(_ source: NativeSource) {
    let isNew = state.withLock { $0.codes[source] == nil && $0.underWay.insert(source).inserted }
    guard isNew else { return }
    DispatchQueue.global(qos: .utility).async { [self] in
      _ = load(source)
      state.withLock { _ = $0.underWay.remove(source) }
    }
  }

  func load(_ source: NativeSource) -> NativeCode? {
    compilation.withLock { _ in loadAlone(source) }
  }

  private func loadAlone(_ source: NativeSource) -> NativeCode? {
    if let known = state.withLock({ $0.codes[source] }) { return known }
    let code = compiled(source).flatMap { path in
      dlopen(path, RTLD_NOW | RTLD_LOCAL).flatMap { dlsym($0, NativeSource.functionName) }
    }.map { NativeCode(source, at: $0) }
    // It was ended halfway, and may do its work another time.
    if code == nil, isInterrupted() { return nil }
    state.withLock { state in
      state.codes[source] = .some(code)
      if code == nil, !state.hasComplained {
        state.hasComplained = true
        state.complaint =
          CCompiler.path == nil ? "no C compiler here" : "the C compiler did not do its work"
      }
    }
    return code
  }

  func takeComplaint() -> String? {
    state.withLock { state in
      defer { state.complaint = nil }
      return state.complaint
    }
  }

  // The path of the library, compiled now where it is not yet in the folder.
  private func compiled(_ source: NativeSource) -> String? {
    let text = source.fullText
    if let path = folder.library(of: text) { return path }
    guard let compiler = CCompiler.path else { return nil }
    return folder.addLibrary(of: text) { textPath, libraryPath in
      OutsideProgram.run(
        compiler, NativeSource.flags + ["-o", libraryPath, textPath, "-lm"],
        isInterrupted: isInterrupted)
    }
  }
}

extension NativeSource {
  // The text with all else that the library depends on: flags, and the processor that they mean.
  fileprivate var fullText: String {
    "// \(NativeSource.flags.joined(separator: " "))\n// \(processor)\n\(text)"
  }
}

// What the processor can do, as the system tells it.
private let processor: String = {
  let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  let line = text.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
  return line.map(String.init) ?? "unknown"
}()
