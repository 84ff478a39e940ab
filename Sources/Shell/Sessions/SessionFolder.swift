extension Host.Files {
  /// Files as the commands of a session file see them: a path begins at the file's own folder.
  ///
  /// - Parameters:
  ///   - folder: where the session file lies.
  ///   - isTrusted: whether paths may lead anywhere; else they have to stay below the folder, links
  ///     followed.
  public func seen(from folder: String, isTrusted: Bool) -> Host.Files {
    let outer = self
    // Where the folder is now; it may not be exchanged for another one later.
    let root = resolve(folder)
    let isFree = isTrusted || root == "/"
    let strict = isFree ? nil : withoutLinks?()
    let inner = strict ?? self
    @Sendable func full(_ path: String) -> String {
      path.hasPrefix("/") || path.hasPrefix("~/") || folder == "."
        ? path : folder == "/" ? "/" + path : "\(folder)/\(path)"
    }
    // Does something at the place that was looked at, whatever becomes of the links on the way to it.
    @Sendable func reach<Answer>(
      _ path: String, outside: Answer, _ use: (String) -> Answer
    ) -> Answer {
      let path = full(path)
      if isFree { return use(path) }
      guard let root, let place = outer.resolve(path), place.isBelow(root) else { return outside }
      // A slash behind a name says that it is a folder's.
      return use(strict == nil ? path : path.hasSuffix("/") && place != "/" ? place + "/" : place)
    }
    var files = Host.Files(
      read: { path in reach(path, outside: .failure(.outside)) { inner.read($0) } },
      write: { path, bytes, replaces in
        reach(path, outside: .outside) { inner.write($0, bytes, replaces) }
      },
      append: { path, bytes in reach(path, outside: .outside) { inner.append($0, bytes) } },
      list: { path in reach(path, outside: []) { inner.list($0) } },
      resolve: { path in outer.resolve(full(path)) })
    files.writeParts = { path, parts, replaces in
      reach(path, outside: .outside) { inner.writeParts($0, parts, replaces) }
    }
    files.cut = { path, text in outer.cut(full(path), text) }
    if isFree {
      files.withoutLinks = withoutLinks
    } else if let strict, let root {
      files.withoutLinks = { strict.seen(from: root, isTrusted: false) }
    }
    return files
  }
}

extension FileFailure {
  fileprivate static let outside = FileFailure(
    "it is outside the folder of its session file, which only --trust allows",
    expected: "a file in that folder or below")
}

extension String {
  /// The folder that a path lies in.
  public var folder: String {
    guard let slash = lastIndex(of: "/") else { return "." }
    return slash == startIndex ? "/" : String(self[..<slash])
  }

  fileprivate func isBelow(_ folder: String) -> Bool {
    let (root, place) = (folder.pathParts, pathParts)
    return place.starts(with: root) && !place.dropFirst(root.count).contains("..")
  }

  // The names on the way; a name and the `..` behind it take each other away.
  fileprivate var pathParts: [Substring] {
    var parts: [Substring] = []
    for part in split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts
  }
}
