import LineEditing
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct InterruptTests {
  // Each in a process of its own, since the flag is the whole process's.

  @Test func ctrlCJustBeforeAWaitEndsIt() async {
    await #expect(processExitsWith: .success) {
      Interrupt.install()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      var reader = PlainReader(descriptor: ends[0])
      // After the question was printed, before its answer is waited for.
      raise(SIGINT)
      alarm(10)
      do throws(PlainReader.Failure) { _ = try reader.next() } catch {
        exit(error.reason == .interrupted ? EXIT_SUCCESS : EXIT_FAILURE)
      }
      exit(EXIT_FAILURE)
    }
  }

  @Test func whatIsThereIsReadBefore() async {
    await #expect(processExitsWith: .success) {
      Interrupt.install()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      write(ends[1], "run n 1\n", 8)
      raise(SIGINT)
      var reader = PlainReader(descriptor: ends[0])
      exit((try? reader.next()) == "run n 1" && Interrupt.isRaised ? EXIT_SUCCESS : EXIT_FAILURE)
    }
  }
}
