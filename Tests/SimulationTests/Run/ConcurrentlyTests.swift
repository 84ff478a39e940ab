import Simulation
import Synchronization
import Testing

@Suite struct ConcurrentlyTests {
  @Test(arguments: [0, 1, 2, 1000], [nil, -1, 1, 3, 1001])
  func everyCallIsMadeOnceAndResultsAreInOrder(count: Int, workers: Int?) {
    let calls = Atomic(0)
    let squares = concurrently(over: count, workers: workers) { index in
      calls.wrappingAdd(1, ordering: .relaxed)
      return String(index * index)
    }
    #expect(squares == (0..<count).map { String($0 * $0) })
    #expect(calls.load(ordering: .relaxed) == count)
  }
}
