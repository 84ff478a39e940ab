import Equations

/// Why a file could not be read or written.
public struct FileFailure: Error, Hashable, Sendable {
  /// The reason, such as `no such file`.
  public var reason: String
  /// What would have done, where the reason tells; else nil.
  public var expected: String?

  /// Makes a failure.
  public init(_ reason: String, expected: String? = nil) {
    self.reason = reason
    self.expected = expected
  }

  /// The user stopped it.
  public static let interrupted = FileFailure("interrupted")

  /// A file is in the way, which may only be replaced by wish.
  public static let existing = FileFailure(
    "there is such a file already", expected: "another name, or --force to replace it")
}

extension FileFailure {
  /// The failure as an error at the name of a file that was to be written.
  func diagnostic(writing file: Name) -> Diagnostic {
    Diagnostic(
      "cannot write '\(file.text)': \(reason)", at: file.range,
      expected: expected ?? "a file that can be written")
  }
}
