/// What a format cannot say of a model.
public struct ExportRefusal: Error, Hashable, Sendable {
  /// The construct and why the format has none: 'nir has no noise, which integral draws in line 5'.
  public let reason: String

  /// A refusal.
  ///
  /// - Parameter reason: The construct, its place, and what the format lacks.
  public init(_ reason: String) {
    self.reason = reason
  }
}
