/// Which neurosh this is.
enum Version {
  /// The version that was, or will be, released (Semantic Versioning 2.0).
  static let number = "0.2.0"

  /// The version with the commit that was built; a `+` behind it where files were changed since.
  static let text = number + (builtCommit.map { " (\($0))" } ?? "")
}
