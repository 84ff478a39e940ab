// What stands for marks where the terminal shows pixels.
extension Canvas {
  /// Draws a mark that takes a whole character.
  mutating func draw(_ mark: Character, _ ink: Ink, column: Int, row: Int) {
    let (width, height) = (style.dotsAcross, style.dotsDown)
    let (left, top) = (column * width, row * height)
    let (x, y) = (left + width / 2, top + height / 2)
    let radius = width / 2
    if mark == "-" {
      picture?.fill(ink, x: left..<left + width, y: y..<y + thickness)
    } else if let turn = arrowMarks(style).firstIndex(of: mark) {
      let right = [1, 1, 0, -1, -1, -1, 0, 1][turn]
      let down = [0, -1, -1, -1, 0, 1, 1, 1][turn]
      line(
        " ", ink, from: (x - radius * right, y - radius * down),
        to: (x + radius * right, y + radius * down))
      let (tipX, tipY) = (x + radius * right, y + radius * down)
      picture?.fill(ink, x: tipX - 1..<tipX + 3, y: tipY - 1..<tipY + 3)
    } else if mark == PhasePlot.stableMark || mark == PhasePlot.unstableMark {
      let isRing = mark == PhasePlot.unstableMark
      for across in -radius...radius {
        for down in -radius...radius {
          let square = across * across + down * down
          guard square <= radius * radius,
            !isRing || square > (radius - thickness) * (radius - thickness)
          else { continue }
          picture?.fill(ink, x: x + across..<x + across + 1, y: y + down..<y + down + 1)
        }
      }
    } else {
      picture?.fill(ink, x: left..<left + width, y: top..<top + height)
    }
  }
}

extension Ink {
  /// The colour of a pixel: red, green and blue.
  var pixel: [UInt8] {
    switch self {
    case .plain: [128, 128, 128]
    case .faint: [150, 150, 150]
    case .spike: [213, 94, 0]
    // Black is no colour on a dark ground.
    case .series(let index): index % 8 == 7 ? [170, 170, 170] : channels(of: seriesColor(index))
    case .shade(let share): shadeChannels(share)
    }
  }
}

// `#0072b2`
private func channels(of color: String) -> [UInt8] {
  let number = Int(color.dropFirst(), radix: 16) ?? 0
  return [16, 8, 0].map { UInt8(number >> $0 & 255) }
}
