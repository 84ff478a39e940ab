import Dispatch

/// Calls `body` for every number below `count` on all cores, and gives the results in order.
///
/// The order of the calls is open, so that a result may depend on its number alone; it is then the
/// same for any number of cores. Returns when all calls have.
///
/// - Parameters:
///   - count: how many calls there are.
///   - workers: how many calls are made at once at most; as many as there are cores where nil.
///   - body: what is called with each number from 0 to `count` - 1.
public func concurrently<Result: Sendable>(
  over count: Int, workers: Int? = nil, _ body: @Sendable (Int) -> Result
) -> [Result] {
  // Without a limit every call is a worker's only one, and the cores take the next that is left.
  let workers = min(max(1, workers ?? count), count)
  if workers < 2 { return (0..<count).map(body) }
  return Array(unsafeUninitializedCapacity: count) { results, initialized in
    // SAFETY: every call initializes an element of its own, and the buffer outlives all of them.
    nonisolated(unsafe) let base = results.baseAddress
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) {
        base.map { ($0 + index).initialize(to: body(index)) }
      }
    }
    initialized = count
  }
}
