import LineEditing
import NativeBackend
import Shell

extension OutsideProgram {
  /// Runs a program of PATH on a file in a folder of its own, which is gone afterwards.
  ///
  /// - Parameters:
  ///   - program: what it is called.
  ///   - file: the name of the file.
  ///   - text: what stands in it.
  ///   - arguments: the words of the command for the paths of the file and of the outcome.
  /// - Returns: the outcome, or why there is none.
  static func run(
    _ program: String, file: String, text: String,
    arguments: (_ file: String, _ outcome: String) -> [String]
  ) -> Result<String, FileFailure> {
    guard let path = path(of: program) else {
      return .failure(FileFailure("there is no such program in PATH"))
    }
    let result = withTemporaryFolder { folder -> Result<String, FileFailure> in
      let outcome = "\(folder)/outcome"
      let written = "\(folder)/\(file)"
      if let failure = Host.Files.local.write(written, Array(text.utf8), false) {
        return .failure(failure)
      }
      guard run(path, arguments(written, outcome), isInterrupted: { Interrupt.isRaised }) else {
        return .failure(
          Interrupt.isRaised ? .interrupted : FileFailure("it ended with an error"))
      }
      return Host.Files.local.read(outcome).map { String(decoding: $0, as: UTF8.self) }
    }
    return result ?? .failure(FileFailure("there can be no folder for its files"))
  }
}
