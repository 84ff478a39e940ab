// What was measured, and what leads from one measurement to the next.
extension Canvas {
  typealias Dot = (x: Int, y: Int)

  /// Draws the way between points that follow each other, lighter than these: in braille as every
  /// second dot where no point has room to be a square.
  mutating func lines(_ lines: some Sequence<(start: Dot, end: Dot)>, _ ink: Ink) {
    for (start, end) in lines {
      if !style.isFine || style.pictures != nil || abs(end.x - start.x) >= roomy {
        line(".", ink, from: start, to: end)
      } else if abs(end.y - start.y) >= roomy {
        gap(ink, x: start.x, from: start.y, to: end.y)
      }
    }
  }

  /// Draws what lies between the values of a column.
  mutating func gap(_ ink: Ink, x: Int, from first: Int, to last: Int) {
    for y in min(first, last)...max(first, last) {
      if !style.isFine {
        put(".", ink, column: x, row: y)
      } else if y.isMultiple(of: 2) {
        light(ink, x: x, y: y)
      }
    }
  }

  /// Draws points, in braille as squares where there is room for them, which no line is.
  ///
  /// - Parameter points: in their order; nil where there is a gap.
  mutating func points(_ mark: Character, _ ink: Ink, _ points: [Dot?]) {
    for (index, point) in points.enumerated() {
      guard let point else { continue }
      let neighbors = [index - 1, index + 1].filter(points.indices.contains).compactMap {
        points[$0]
      }
      guard style.isFine, neighbors.allSatisfy({ !isClose($0, point) }) else {
        dot(mark, ink, x: point.x, y: point.y)
        continue
      }
      let (x, y) = (min(point.x, dotColumns - style.square), min(point.y, dotRows - style.square))
      for right in 0..<style.square {
        for down in 0..<style.square { light(ink, x: max(0, x) + right, y: max(0, y) + down) }
      }
    }
  }

  // Dots between two squares that have a line between them.
  private var roomy: Int { 2 * style.square }

  private func isClose(_ one: Dot, _ other: Dot) -> Bool {
    abs(one.x - other.x) < roomy && (style.pictures != nil || abs(one.y - other.y) < roomy)
  }

  /// Draws values, each row of characters in four levels.
  ///
  /// - Parameters:
  ///   - ranges: from the lowest to the highest value of each column of dots; nil where there is
  ///     none.
  ///   - range: what the rows stand for.
  ///   - ink: what the values are.
  ///   - areJoined: whether a value lasts until the next, to which a stroke leads where that is more
  ///     than a row away.
  mutating func levels(
    _ ranges: [ClosedRange<Double>?], in range: ClosedRange<Double>, _ ink: Ink = .plain,
    areJoined: Bool
  ) {
    let marks = range.lowerBound < range.upperBound ? levelMarks : ["-"]
    let each = style.isFine ? style.dotsDown : marks.count
    let scale = ValueScale(down: range, dots: rows * each)
    var last: (top: Int, bottom: Int)?
    for (x, values) in ranges.enumerated() {
      var ends = last
      if let values, let top = scale.nearestDot(to: values.upperBound),
        let bottom = scale.nearestDot(to: values.lowerBound)
      {
        ends = (top, bottom)
      }
      guard let ends else { continue }
      let top = min(ends.top, last?.bottom ?? ends.top)
      let bottom = max(ends.bottom, last?.top ?? ends.bottom)
      if areJoined { last = ends }
      guard !style.isFine else {
        dots(" ", ink, x: x, from: top, to: bottom)
        continue
      }
      let isWide = ends.bottom - ends.top > 2
      if isWide || bottom / each - top / each > 1 {
        stroke("|", ink, column: x, from: top / each, to: bottom / each)
      }
      guard !isWide else { continue }
      let middle = (ends.top + ends.bottom) / 2
      put(marks[each - 1 - middle % each], ink, column: x, row: middle / each)
    }
  }
}

/// Levels within a row of characters, from the lowest.
let levelMarks: [Character] = ["_", ".", "-", "'"]
