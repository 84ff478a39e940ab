extension Host {
  /// Access to files.
  ///
  /// A failure is a sentence such as `no such file`.
  public struct Files: Sendable {
    /// A file's bytes.
    public var read: @Sendable (_ path: String) -> Result<[UInt8], FileFailure>
    /// Writes a file as a whole or not at all; an existing one only where `replaces` is true.
    ///
    /// A device or a pipe is written into, since nothing is lost by that.
    public var write: @Sendable (_ path: String, _ bytes: [UInt8], _ replaces: Bool) -> FileFailure?
    /// Writes a file as `write` does, whose bytes come piece by piece so that they need not all be in
    /// memory; fails with `interrupted` where the user stops it.
    public var writeParts:
      @Sendable (_ path: String, _ parts: AnySequence<[UInt8]>, _ replaces: Bool) -> FileFailure?
    /// Adds bytes at the end of a file, all of them at once.
    public var append: @Sendable (_ path: String, _ bytes: [UInt8]) -> FileFailure?
    /// The names in a folder, folders with a slash behind.
    public var list: @Sendable (_ folder: String) -> [String]
    /// The absolute path of what there is at a path or would be made there, links followed, those to
    /// nothing too; nil where they lead nowhere.
    public var resolve: @Sendable (_ path: String) -> String?

    /// The same files, by paths as `resolve` gives them; nil where there are no links.
    ///
    /// A link that has come to stand in such a path since is not followed.
    public var withoutLinks: (@Sendable () -> Files)?

    /// Told what of a file that was read came to count, where Ctrl-C stopped what it was read for.
    public var cut: @Sendable (_ path: String, _ text: String) -> Void = { _, _ in }

    /// Makes access to files.
    ///
    /// A path that begins with `~/` begins at the user's home folder, wherever that is.
    public init(
      read: @escaping @Sendable (String) -> Result<[UInt8], FileFailure>,
      write: @escaping @Sendable (String, [UInt8], Bool) -> FileFailure?,
      append: @escaping @Sendable (String, [UInt8]) -> FileFailure?,
      list: @escaping @Sendable (String) -> [String],
      resolve: @escaping @Sendable (String) -> String? = { $0 }
    ) {
      self.read = read
      self.write = write
      writeParts = { path, parts, replaces in write(path, Array(parts.joined()), replaces) }
      self.append = append
      self.list = list
      self.resolve = resolve
    }

    /// No files at all.
    public static let none = Files(
      read: { _ in .failure(FileFailure("there are no files here")) },
      write: { _, _, _ in FileFailure("there are no files here") },
      append: { _, _ in FileFailure("there are no files here") }, list: { _ in [] })
  }
}
