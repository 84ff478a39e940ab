import Dispatch

/// Calls `body` for every number below `count` on all cores, and gives the results in order.
///
/// The order of the calls is open, so that a result may depend on its number alone; it is then the
/// same for any number of cores. Returns when all calls have.
public func concurrently<Result: Sendable>(
  over count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  if count < 2 { return (0..<count).map(body) }
  return Array(unsafeUninitializedCapacity: count) { results, initialized in
    // SAFETY: every call initializes an element of its own, and the buffer outlives all of them.
    nonisolated(unsafe) let base = results.baseAddress
    DispatchQueue.concurrentPerform(iterations: count) { index in
      base.map { ($0 + index).initialize(to: body(index)) }
    }
    initialized = count
  }
}
