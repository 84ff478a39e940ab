/// Samples along an axis, several of them in a cell, or several cells for each.
struct CellScale {
  let axis: PlotAxis
  let places: [Double]
  /// How many cells there are.
  let cells: Int

  init(_ axis: PlotAxis, _ places: [Double], cells most: Int) {
    self.axis = axis
    self.places = places
    cells = places.count <= most ? places.count * max(1, most / max(1, places.count)) : most
  }

  /// The samples that share a cell.
  func samples(in cell: Int) -> Range<Int> {
    guard places.count > cells else {
      let sample = cell * places.count / cells
      return sample..<sample + 1
    }
    return cell * places.count / cells..<(cell + 1) * places.count / cells
  }

  /// The largest number of samples in a cell.
  var mostSamples: Int { (places.count + cells - 1) / cells }

  /// Round values, each with the cell that it lies in, at least `distance` cells apart.
  func labels(every distance: Int) -> [(cell: Int, label: String)] {
    guard let first = places.first, let last = places.last, isAscending else {
      let stride = stride(
        from: 0, to: places.count, by: max(1, places.count * distance / max(1, cells)))
      return stride.map { (($0 * 2 + 1) * cells / (2 * places.count), readable(places[$0])) }
    }
    let ticks = Ticks(
      first...last, count: max(2, cells / distance), isLogarithmic: axis.isLogarithmic)
    // Between samples that are spread over several cells there is nothing to label, unless round
    // values are rare among them.
    let onSamples = ticks.values.filter { tick in
      places.contains { abs($0 - tick) <= abs(tick) * 1e-9 }
    }
    let isRare = onSamples.count * 2 < ticks.values.count
    let shown = places.count > cells || isRare ? ticks.values : onSamples
    return shown.compactMap { tick in cell(of: tick).map { ($0, ticks.label(of: tick)) } }
  }

  private var isAscending: Bool {
    places.count > 1 && zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
  }

  // The middle of a sample's cells, or between two where the value lies between.
  private func cell(of value: Double) -> Int? {
    guard let next = places.firstIndex(where: { $0 >= value - abs(value) * 1e-9 }) else {
      return nil
    }
    var sample = Double(next)
    if next > 0, places[next] > value {
      sample -= (places[next] - value) / (places[next] - places[next - 1])
    }
    let cell = (sample + 0.5) * Double(cells) / Double(places.count)
    return min(Int(cell), cells - 1)
  }
}
