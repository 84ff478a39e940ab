extension Host.Files {
  /// Files as the commands of a session file see them: a path begins at the file's own folder.
  ///
  /// - Parameters:
  ///   - folder: where the session file lies.
  ///   - isTrusted: whether paths may lead anywhere; else they have to stay below the folder, links
  ///     followed.
  public func seen(from folder: String, isTrusted: Bool) -> Host.Files {
    let outer = self
    @Sendable func full(_ path: String) -> String {
      path.hasPrefix("/") || path.hasPrefix("~/") || folder == "."
        ? path : folder == "/" ? "/" + path : "\(folder)/\(path)"
    }
    @Sendable func isAllowed(_ path: String) -> Bool {
      isTrusted || outer.isBelow(folder, path)
    }
    var files = Host.Files(
      read: { path in
        isAllowed(full(path)) ? outer.read(full(path)) : .failure(.outside)
      },
      write: { path, bytes, replaces in
        isAllowed(full(path)) ? outer.write(full(path), bytes, replaces) : .outside
      },
      append: { path, bytes in
        isAllowed(full(path)) ? outer.append(full(path), bytes) : .outside
      },
      list: { path in isAllowed(full(path)) ? outer.list(full(path)) : [] },
      resolve: { path in outer.resolve(full(path)) })
    files.writeParts = { path, parts, replaces in
      isAllowed(full(path)) ? outer.writeParts(full(path), parts, replaces) : .outside
    }
    files.cut = { path, text in outer.cut(full(path), text) }
    return files
  }

  private func isBelow(_ folder: String, _ path: String) -> Bool {
    guard let root = resolve(folder)?.pathParts, let place = resolve(path)?.pathParts else {
      return false
    }
    return place.starts(with: root) && !place.dropFirst(root.count).contains("..")
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
