#if canImport(Glibc)
  import Glibc
  // Folders on the way need not be readable.
  private let onTheWay = Int32(0o10000000) | O_DIRECTORY | O_CLOEXEC  // O_PATH
#else
  import Darwin
  private let onTheWay = O_RDONLY | O_DIRECTORY | O_CLOEXEC
#endif

/// Opens a file by an absolute path in which no link may stand, folder by folder: whatever becomes
/// of the names meanwhile, it is the file that the path named when its links were followed, or none.
///
/// - Returns: the descriptor; -1 with `errno`.
func openWithoutLinks(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
  inFolderWithoutLinks(path) { openat($0, $1, flags | O_NOFOLLOW, mode) }
}

/// Does something to a name in a folder, whose absolute path leads over no link.
///
/// - Parameter use: takes the folder's descriptor and the name, and gives -1 where it fails.
/// - Returns: what `use` gives; -1 with `errno`.
func inFolderWithoutLinks(
  _ path: String, _ use: (_ folder: Int32, _ name: String) -> Int32
) -> Int32 {
  let parts = path.split(separator: "/").map(String.init)
  var folder = open("/", onTheWay)
  for part in parts.dropLast() where folder >= 0 {
    let next = openat(folder, part, onTheWay | O_NOFOLLOW)
    closeKeepingError(folder)
    folder = next
  }
  guard folder >= 0 else { return -1 }
  let result = use(folder, parts.last ?? ".")
  closeKeepingError(folder)
  return result
}

private func closeKeepingError(_ descriptor: Int32) {
  let code = errno
  close(descriptor)
  errno = code
}
