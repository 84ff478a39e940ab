import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program under a pseudo-terminal of its own, as a person at a terminal meets it.
final class PseudoTerminal {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private var terminal: Int32
  private let process: pid_t
  private var screen: [UInt8] = []
  private var seen = 0
  private var status: Int32?

  /// Starts the shell, or another program, whose home is a folder, at a terminal as most are.
  convenience init(
    home: String, _ arguments: [String] = [], program: String = Program.path,
    environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    let usual = Program.environment(home: home).merging(["TERM": "xterm"]) { $1 }
    try self.init(
      program, arguments, environment: usual.merging(environment) { $1 }, columns: columns,
      rows: rows)
  }

  /// Starts a program with a terminal of the given size as its input, output and errors.
  init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var (near, far): (Int32, Int32) = (-1, -1)
    // Tests run side by side, and ttyname has one buffer for all of them.
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&near, &far, nil, nil, &size) == 0, ttyname_r(far, &name, name.count) == 0 else {
      throw Failure(description: "there is no pseudo-terminal: \(errno)")
    }
    terminal = near
    // Held open by the child alone, so that reading here ends when the child does.
    defer { close(far) }
    for descriptor in [near, far] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The leader of a new session gets the first terminal that it opens as its own, so that
    // Ctrl-C on it becomes SIGINT.
    for descriptor in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, descriptor, name, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Test threads block signals, and what is blocked stays so in a child.
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(newSession | Int(POSIX_SPAWN_SETSIGMASK)))

    var pid: pid_t = 0
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    let result = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
    process = pid
    guard result == 0 else { throw Failure(description: "\(program) does not start: \(result)") }
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      var ignored: Int32 = 0
      waitpid(process, &ignored, 0)
    }
    if terminal >= 0 { close(terminal) }
  }

  /// Types; keys that edit a line wait for one, since between two the system would take them.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.contains(where: editingKeys.contains) { waitForEditor() }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Types, and waits for what is to be seen then, one after the other.
  ///
  /// - Returns: what it printed up to and with the last of it.
  @discardableResult
  func type(_ typed: String, seeing texts: String...) throws -> String {
    send(typed)
    return try texts.map { try expect($0) }.last ?? ""
  }

  /// Waits for a text, such as the first prompt.
  func upTo(_ text: String) throws -> PseudoTerminal {
    try expect(text)
    return self
  }

  /// Changes the size of the window.
  func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until the program has printed a text since the last one waited for.
  ///
  /// - Returns: what it printed up to and with the text.
  @discardableResult
  func expect(_ text: String, within seconds: Double = 20) throws -> String {
    let wanted = Array(text.utf8)
    let deadline = now() + seconds
    while true {
      if let end = firstOccurrence(of: wanted) {
        defer { seen = end }
        return String(decoding: screen[seen..<end], as: UTF8.self)
      }
      guard read(until: deadline) else {
        let printed = String(decoding: screen[seen...], as: UTF8.self)
        throw Failure(description: "'\(text)' did not come; this did:\n\(printed)")
      }
    }
  }

  /// Sends the program a signal.
  func signal(_ signal: Int32) { kill(process, signal) }

  /// Whether the program is stopped, as by Ctrl-Z; waits for it a little.
  var isStopped: Bool {
    var raw: Int32 = 0
    for _ in 0..<400 {
      if waitpid(process, &raw, WNOHANG | WUNTRACED) == process { return raw & 0xFF == 0x7F }
      usleep(5_000)
    }
    return false
  }

  /// Takes the terminal away, as when its window is closed.
  func hangUp() {
    close(terminal)
    terminal = -1
  }

  /// All that the program printed and nobody waited for yet; what still comes within a moment too.
  func rest(within seconds: Double = 0) -> String {
    let deadline = now() + seconds
    while read(until: deadline) {}
    defer { seen = screen.count }
    return String(decoding: screen[seen...], as: UTF8.self)
  }

  /// Waits until the program ends and returns its exit status; 128 and more for a signal.
  func expectExit(within seconds: Double = 20) throws -> Int32 {
    let deadline = now() + seconds
    while read(until: deadline) {}
    var raw: Int32 = 0
    while waitpid(process, &raw, WNOHANG) == 0 {
      guard now() < deadline else { throw Failure(description: "the program does not end") }
      usleep(5_000)
    }
    let code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    status = code
    return code
  }

  /// Whether the terminal is as a shell expects it: lines are edited by the system, and echoed.
  var isRestored: Bool {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return false }
    return settings.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  // A while, as there are programs that leave lines to the system.
  private func waitForEditor() {
    var settings = termios()
    for _ in 0..<400 {
      guard tcgetattr(terminal, &settings) == 0, settings.c_lflag & tcflag_t(ICANON) != 0 else {
        return
      }
      usleep(5_000)
    }
  }

  private func firstOccurrence(of wanted: [UInt8]) -> Int? {
    guard screen.count - seen >= wanted.count else { return nil }
    for start in seen...(screen.count - wanted.count)
    where screen[start..<start + wanted.count].elementsEqual(wanted) {
      return start + wanted.count
    }
    return nil
  }

  // False when time is up or the program has closed the terminal.
  private func read(until deadline: Double) -> Bool {
    let left = deadline - now()
    guard left > 0, terminal >= 0 else { return false }
    var poller = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, Int32(left * 1000)) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(terminal, &chunk, chunk.count)
    guard count > 0 else { return false }
    screen += chunk[..<count]
    return true
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

// POSIX_SPAWN_SETSID, which is a GNU extension and not imported.
private let newSession = 0x80

// All controls but Ctrl-C, Ctrl-D, line breaks and Ctrl-Z, which mean something without an editor too.
private let editingKeys = Set<UInt8>(0..<0x20).union([0x7F]).subtracting([
  0x03, 0x04, 0x0A, 0x0D, 0x1A,
])
