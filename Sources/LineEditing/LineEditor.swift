import CLibEdit
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A terminal line editor over libedit: keys, history and completion.
///
/// Everything happens on the thread that made it. There can be several, one after another.
public final class LineEditor {
  /// What reading a line gives.
  public enum Line: Hashable, Sendable {
    /// The line without its line break.
    case text(String)
    /// Ctrl-C took the line back.
    case interrupted
    /// Ctrl-D on an empty line.
    case endOfInput
    /// The terminal went away, or a signal asked the program to end: this one.
    case terminated(Int32)
  }

  /// Which keys edit the line.
  public enum Keys: String, Sendable, CaseIterable {
    /// Those of Emacs, as most shells have them.
    case emacs
    /// Those of vi, which begins in insert mode.
    case vi
  }

  /// What Tab asks: the line and the cursor's UTF-8 offset in it.
  public var completions: (_ line: String, _ cursor: Int) -> Completions = { _, _ in
    Completions(start: 0, candidates: [])
  }
  /// What is shown dim behind a line as long as the cursor is at its end.
  public var hint: (_ line: String) -> String = { _ in "" }
  /// The lines typed so far, oldest first, earlier sessions included.
  public var entries: [String] { past.entries }

  private var past: HistoryFile.Contents
  private var offersHistory = true

  let handle: OpaquePointer
  private let history: OpaquePointer
  /// What questions other than the prompt have in its place.
  private let noHistory: OpaquePointer
  private let file: HistoryFile?
  private var isOpen = true
  /// The columns that the prompt takes.
  private(set) var promptWidth = 0
  /// The columns that the window had when the line was last drawn for it.
  var windowWidth: Int?
  /// What libedit shows before the line; it keeps no copy, so this one lives on.
  fileprivate var prompt: UnsafeMutablePointer<CChar>
  /// What Tab found the last time, to list it when Tab is pressed again.
  fileprivate var lastCompletions: Completions?
  fileprivate var decoder = CharacterDecoder()
  /// Whether a hint stands behind the line.
  var showsHint = false
  /// Whether what is pasted comes as one block.
  let takesBlocks: Bool
  /// Which keys edit the line: those asked for, unless ~/.editrc says otherwise.
  var keys: Keys
  /// Bytes that were read to see what an Escape begins.
  var pendingBytes: [UInt8] = []
  /// What Up and Down do where the cursor is.
  var verticalKeys = VerticalKeys()
  /// Whether a block that is pasted comes next.
  var isPasting = false
  /// What the line was before each key that changed it, oldest first.
  var earlierLines: [EditedLine] = []
  /// The signal that asked the program to end; SIGHUP where the terminal is gone.
  fileprivate var endingSignal: Int32?

  /// Whether there is a terminal to edit lines on.
  public static var isPossible: Bool {
    Terminal.isTerminal(STDIN_FILENO) && Terminal.isTerminal(STDOUT_FILENO)
  }

  /// Opens the terminal; nil where input or output is none.
  ///
  /// - Parameters:
  ///   - name: the program's name, by which `~/.editrc` can address it.
  ///   - historyFile: where lines typed are kept; nowhere where nil.
  ///   - keys: which keys edit the line.
  public init?(name: String, historyFile: String?, keys: Keys = .emacs) {
    guard Self.isPossible else { return nil }
    useLocaleOfTheTerminal()
    guard let handle = neurosh_el_init(name), let history = history_init(),
      let noHistory = history_init(), let prompt = strdup("")
    else { return nil }
    self.handle = handle
    self.history = history
    self.noHistory = noHistory
    self.prompt = prompt
    self.keys = keys
    takesBlocks = Terminal.canMoveCursor
    file = historyFile.map(HistoryFile.init(path:))
    past = (file?.contents() ?? HistoryFile.Contents()).harmless
    neurosh_history_set_size(history, 10_000)
    for entry in past.entries { neurosh_history_enter(history, entry) }
    neurosh_el_set_client_data(handle, Unmanaged.passUnretained(self).toOpaque())
    neurosh_el_set_prompt(handle) { handle in LineEditor.of(handle)?.prompt }
    neurosh_el_set_history(handle, history)
    neurosh_el_set_read(handle, readCharacter)
    neurosh_el_set_editor(handle, keys.rawValue)
    addCommands()
    bindKeys()
    readUserFile()
  }

  deinit { close() }

  /// Gives the terminal back; the editor reads no more lines.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    el_end(handle)
    history_end(history)
    history_end(noHistory)
    free(prompt)
  }

  /// Shows the prompt and reads one line.
  ///
  /// - Parameters:
  ///   - text: the prompt.
  ///   - offersHistory: whether earlier lines may be brought back, which are no answers to a question.
  public func readLine(prompt text: String, offersHistory: Bool = true) -> Line {
    if let endingSignal { return .terminated(endingSignal) }
    let shown = text.harmlessLine
    guard isOpen, let copy = strdup(shown) else { return .endOfInput }
    free(prompt)
    prompt = copy
    promptWidth = shown.columns
    windowWidth = Terminal.width(of: STDOUT_FILENO)
    lastCompletions = nil
    self.offersHistory = offersHistory
    neurosh_el_set_history(handle, offersHistory ? history : noHistory)
    TerminalSignals.hold()
    defer { TerminalSignals.release() }
    Interrupt.clear()
    pendingBytes = []
    isPasting = false
    earlierLines = []
    // libedit shows the prompt before it takes the terminal over; a key typed in between, such as
    // Ctrl-D, would go to the system.
    neurosh_el_prepare_terminal(handle, 1)
    setPasteMode(true)
    var count: Int32 = 0
    let line = el_gets(handle, &count)
    setPasteMode(false)
    if Interrupt.isRaised {
      Interrupt.clear()
      // The keys pressed before are not part of the next line, nor is its mode.
      el_reset(handle)
      put("^C\n")
      return .interrupted
    }
    if let endingSignal {
      el_reset(handle)
      return .terminated(endingSignal)
    }
    guard let line, count > 0 else { return .endOfInput }
    let text = String(cString: line)
    return .text(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// Adds a line to the history, unless it is blank or the same as the last one.
  public func remember(_ entry: String) {
    let entry = entry.harmless
    guard entry.contains(where: { !$0.isWhitespace }), entry != entries.last else { return }
    past.entries.append(entry)
    past.failed.remove(entry)
    neurosh_history_enter(history, entry)
    file?.append(entry)
  }

  /// Notes that a line did not work, so that it is not offered again.
  public func remember(failed entry: String) {
    let entry = entry.harmless
    guard past.failed.insert(entry).inserted else { return }
    file?.append(failed: entry)
  }

  /// What is missing to the latest line that began so and worked; empty where there is none.
  func continuation(of line: String) -> String {
    guard offersHistory, !line.isEmpty else { return "" }
    let whole = past.entries.last {
      $0.utf8.count > line.utf8.count && $0.utf8.starts(with: line.utf8) && !$0.contains("\n")
        && !past.failed.contains($0)
    }
    return whole.map { String(decoding: $0.utf8.dropFirst(line.utf8.count), as: UTF8.self) } ?? ""
  }

  // A terminal that knows bracketed paste puts what is pasted between two key sequences.
  fileprivate func setPasteMode(_ isOn: Bool) {
    guard takesBlocks else { return }
    put("\u{1B}[?2004\(isOn ? "h" : "l")")
  }

  static func of(_ handle: OpaquePointer?) -> LineEditor? {
    guard let handle, let data = neurosh_el_client_data(handle) else { return nil }
    // SAFETY: the data is the editor that owns the handle, which is only used while it lives.
    return Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
  }
}

// libedit drops bytes that the locale cannot decode, so a bare C locale would lose every τ.
private func useLocaleOfTheTerminal() {
  setlocale(LC_CTYPE, "")
  let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
  if codeset != "UTF-8", setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "") }
}

// What cannot be shown is not worth stopping for.
func put(_ shown: ScreenText) { write(STDOUT_FILENO, shown.text, shown.text.utf8.count) }

// MARK: - What libedit calls

// Reads one character, and sees to what signals asked for while it waited.
private func readCharacter(
  _ handle: OpaquePointer?, _ result: UnsafeMutablePointer<wchar_t>?
) -> Int32 {
  guard let handle, let result, let editor = LineEditor.of(handle) else { return -1 }
  // Where keys come faster than they are taken, such as pasted ones, each would cost the whole line.
  let isBehind = editor.hasPendingBytes || TerminalSignals.isInputReady(STDIN_FILENO)
  while true {
    if !isBehind { editor.showHint() }
    let isReady = editor.waitForKey()
    editor.eraseHint()
    if Interrupt.isRaised {
      errno = EINTR
      return -1
    }
    if let signal = TerminalSignals.endingSignal {
      editor.endingSignal = signal
      errno = EINTR
      return -1
    }
    if TerminalSignals.takeSuspend() { suspend(editor, handle) }
    if TerminalSignals.takeResize() { editor.resize() }
    guard isReady else { continue }
    var byte: UInt8 = 0
    let count = editor.readByte(&byte)
    // Characters that come together are taken back together; what a line begins as is always kept,
    // since its first characters may have been typed before the prompt came.
    if !isBehind || byte.isControl || editor.earlierLines.isEmpty { editor.noteLine() }
    if byte.isControl { editor.updateVerticalKeys() }
    guard count == 1 else {
      // Ctrl-D comes as a character; the input of a terminal only ends when it is gone.
      if count == 0 || errno != EINTR { editor.endingSignal = SIGHUP }
      return Int32(count)
    }
    // libedit shows controls as ^[, and the rest as it is.
    guard let character = editor.decoder.take(byte), character.isKey else { continue }
    result.pointee = wchar_t(bitPattern: character)
    return 1
  }
}

// Stops the program with the terminal as it was, and takes it again when it goes on.
private func suspend(_ editor: LineEditor, _ handle: OpaquePointer) {
  editor.setPasteMode(false)
  neurosh_el_prepare_terminal(handle, 0)
  TerminalSignals.release()
  raise(SIGTSTP)
  TerminalSignals.hold()
  neurosh_el_prepare_terminal(handle, 1)
  editor.setPasteMode(true)
  // The window may have changed meanwhile.
  editor.redraw()
}

// Completes the word before the cursor; pressed again, lists what could stand there.
func completeWord(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  guard let handle, let editor = LineEditor.of(handle), let edited = EditedLine(handle) else {
    return UInt8(CC_ERROR)
  }
  let cursor = edited.cursor
  let bytes = Array(edited.text.utf8)
  let found = editor.completions(edited.text, cursor)
  guard !found.candidates.isEmpty, 0...cursor ~= found.start else {
    editor.lastCompletions = nil
    return UInt8(CC_REFRESH_BEEP)
  }
  let typed = String(decoding: bytes[found.start..<cursor], as: UTF8.self)
  let isOnly = found.candidates.count == 1
  let text = found.insertion
  if text != typed, isOnly || text.utf8.count >= typed.utf8.count {
    el_deletestr(handle, Int32(typed.unicodeScalars.count))
    el_insertstr(handle, text)
    editor.lastCompletions = nil
    if isOnly || text.utf8.count > typed.utf8.count { return UInt8(CC_REFRESH) }
  }
  guard editor.lastCompletions == found else {
    editor.lastCompletions = found
    return UInt8(CC_REFRESH_BEEP)
  }
  editor.lastCompletions = nil
  return editor.list(found)
}

extension UInt32 {
  // A key, or a character that can be seen.
  fileprivate var isKey: Bool { self < 0x80 || Unicode.Scalar(self)?.isSeen == true }
}

extension UInt8 {
  // Anything but a part of a character: a key that may change the line at once.
  fileprivate var isControl: Bool { self < 0x20 || self == 0x7F }
}
