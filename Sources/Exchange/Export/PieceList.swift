import Equations

/// A column of numbers as runs of equal ones.
struct PieceList {
  /// The numbers, each once a run.
  let values: [Double]
  /// How often each comes.
  let counts: [Int]

  /// Finds the runs.
  ///
  /// - Parameter column: the numbers.
  init(_ column: [Double]) {
    var (values, counts): ([Double], [Int]) = ([], [])
    for value in column {
      if value == values.last, let last = counts.indices.last {
        counts[last] += 1
      } else {
        values.append(value)
        counts.append(1)
      }
    }
    (self.values, self.counts) = (values, counts)
  }

  /// The column in PyTorch.
  var torch: String {
    let numbers = "torch.tensor(\(list(values) { "\($0)" }))"
    if values.count == counts.reduce(0, +) { return numbers }
    return "torch.repeat_interleave(\(numbers), torch.tensor(\(list(counts, String.init))))"
  }

  private func list<T>(_ items: [T], _ text: (T) -> String) -> String {
    "[" + items.map(text).joined(separator: ", ") + "]"
  }

  /// The column in numpy.
  var numpy: String {
    let numbers = list(values, \.canonicalText)
    if values.count == counts.reduce(0, +) { return "np.array(\(numbers), dtype=float)" }
    return "np.repeat(np.array(\(numbers), dtype=float), \(list(counts, String.init)))"
  }
}
