#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the shell keeps its own files (XDG Base Directory Specification 0.8).
enum Folders {
  /// The user's home folder; nil where there is none, or one that depends on the current folder.
  static var home: String? { absolute("HOME") }

  /// The lines typed so far.
  static var historyFile: String? {
    folder("XDG_STATE_HOME", below: ".local/state").map { $0 + "/neurosh/history" }
  }

  /// The journals of prompts at work, and of those that ended by accident.
  static var journals: String? {
    folder("XDG_STATE_HOME", below: ".local/state").map { $0 + "/neurosh/journals" }
  }

  /// How far the user came in the lessons.
  static var lessonProgress: String? {
    folder("XDG_STATE_HOME", below: ".local/state").map { $0 + "/neurosh/lessons" }
  }

  /// Commands to do before the first prompt.
  static var startUpFile: String? {
    folder("XDG_CONFIG_HOME", below: ".config").map { $0 + "/neurosh/rc.nsh" }
  }

  /// What was compiled from neurons.
  static var cache: String? {
    folder("XDG_CACHE_HOME", below: ".cache").map { $0 + "/neurosh/native" }
  }

  private static func folder(_ variable: String, below place: String) -> String? {
    absolute(variable) ?? home.map { "\($0)/\(place)" }
  }

  // The specification says that a path that is not absolute is to be ignored.
  private static func absolute(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
}
