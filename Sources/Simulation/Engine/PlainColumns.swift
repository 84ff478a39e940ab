/// Columns of numbers that several cores may write at once, each to places of its own.
struct PlainColumns {
  /// The columns; empty ones have no places.
  var numbers: [[Double]]
  /// Whether there is a column that is not empty.
  let hasPlaces: Bool

  /// Takes over columns, which keep their sizes.
  init(_ numbers: [[Double]] = []) {
    self.numbers = numbers
    hasPlaces = numbers.contains { !$0.isEmpty }
  }

  /// Calls `body` with where in each column a place lies, nil for empty ones; with nothing where all are.
  // SAFETY: the places are good only within the call.
  mutating func withPlaces(
    at offset: Int, _ body: (UnsafeBufferPointer<UnsafeMutablePointer<Double>?>) -> Void
  ) {
    guard hasPlaces else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Double>?.self, capacity: numbers.count
    ) { places in
      places.initialize(repeating: nil)
      descend(0, offset, places, body)
    }
  }

  // One column's storage at a time, and the others within.
  private mutating func descend(
    _ index: Int, _ offset: Int,
    _ places: UnsafeMutableBufferPointer<UnsafeMutablePointer<Double>?>,
    _ body: (UnsafeBufferPointer<UnsafeMutablePointer<Double>?>) -> Void
  ) {
    guard let next = numbers[index...].firstIndex(where: { !$0.isEmpty }) else {
      return body(UnsafeBufferPointer(places))
    }
    var column: [Double] = []
    swap(&column, &numbers[next])
    column.withUnsafeMutableBufferPointer {
      places[next] = $0.baseAddress.map { $0 + offset }
      descend(next + 1, offset, places, body)
    }
    swap(&column, &numbers[next])
  }
}
