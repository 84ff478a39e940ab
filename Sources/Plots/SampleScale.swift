/// Where samples lie on the columns of a canvas.
struct SampleScale {
  let count: Int
  let columns: Int

  /// Whether several samples share a column.
  var isDense: Bool { count > columns }

  /// The column of a sample.
  func column(of sample: Int) -> Int {
    if isDense { return sample * columns / count }
    return count > 1 ? (sample * (columns - 1) + (count - 1) / 2) / (count - 1) : 0
  }

  /// How many samples share a column; 1 where they do not.
  func width(of column: Int) -> Int {
    guard isDense else { return 1 }
    let first = (column * count + columns - 1) / columns
    return ((column + 1) * count + columns - 1) / columns - first
  }

  /// How many of some samples share each column, or each `dots` columns.
  func counts(of samples: some Sequence<Int>, dots: Int = 1) -> [Int] {
    var counts = Array(repeating: 0, count: columns / dots)
    for sample in samples where 0..<count ~= sample { counts[column(of: sample) / dots] += 1 }
    return counts
  }

  /// The lowest and the highest of the samples that share each column; nil where none of them is a
  /// finite number.
  ///
  /// - Parameters:
  ///   - values: a value for each sample; those beyond are left out.
  ///   - resets: further values of some samples.
  func envelope(
    of values: [Double], resets: [Int: Double] = [:]
  ) -> [ClosedRange<Double>?] {
    var ranges: [ClosedRange<Double>?] = Array(repeating: nil, count: columns)
    func include(_ value: Double, at sample: Int) {
      guard value.isFinite else { return }
      let column = column(of: sample)
      let old = ranges[column] ?? value...value
      ranges[column] = min(old.lowerBound, value)...max(old.upperBound, value)
    }
    for (sample, value) in values.prefix(count).enumerated() { include(value, at: sample) }
    for (sample, value) in resets where 0..<count ~= sample { include(value, at: sample) }
    return ranges
  }
}

/// How many spikes share a column: a stroke for one, `#` for ten and more.
func spikeMark(_ count: Int) -> Character {
  switch count {
  case 0: " "
  case 1: "|"
  case 2...9: Character("\(count)")
  default: "#"
  }
}

/// What a legend says of the marks that stand for several spikes; nothing where there are none.
func spikeEntries(most: Int) -> [InkedText] {
  most > 1 ? [InkedText("2-9: so many spikes" + (most > 9 ? ", # more" : ""))] : []
}
