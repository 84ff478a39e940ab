#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Terminal {
  /// Asks the terminal what it is, and waits for its answer, which is not shown.
  ///
  /// The terminal is as before when this returns. What was typed meanwhile would be taken for the
  /// answer, so that nothing is asked where something was.
  ///
  /// - Parameters:
  ///   - question: the escape sequences that ask.
  ///   - milliseconds: how long to wait at most.
  ///   - isWhole: whether nothing more belongs to an answer.
  /// - Returns: the answer, as much as came in time; nil where nothing was asked.
  public static func answer(
    to question: String, within milliseconds: Int, isWhole: (String) -> Bool
  ) -> String? {
    var before = termios()
    guard isTerminal(STDOUT_FILENO), canMoveCursor, tcgetattr(STDIN_FILENO, &before) == 0,
      !isInputWaiting
    else { return nil }
    return keyByKey(before) {
      _ = write(STDOUT_FILENO, question, question.utf8.count)
      var answer: [UInt8] = []
      var byte: UInt8 = 0
      // Every byte has the time anew; no terminal's name is longer than that.
      while !isWhole(String(decoding: answer, as: UTF8.self)), answer.count < 1000,
        TerminalSignals.isInputReady(STDIN_FILENO, within: Int32(clamping: milliseconds)),
        read(STDIN_FILENO, &byte, 1) == 1
      {
        answer.append(byte)
      }
      return String(decoding: answer, as: UTF8.self)
    }
  }
}
