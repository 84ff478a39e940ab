import TerminalText

/// A picture in Scalable Vector Graphics (W3C SVG 1.1), built up mark by mark.
struct SVGDrawing {
  let width: Double
  let height: Double
  private var body: [String] = []

  /// Begins with an empty white picture of a size in pixels.
  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// How a line is drawn.
  struct Stroke {
    var color: String
    var width = 1.5
    /// Lengths of dashes and gaps; solid where empty.
    var dashes = ""

    fileprivate var attributes: String {
      let dash = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
      return "fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(pixels(width))\"\(dash)"
    }
  }

  /// Where a text lies relative to its place.
  enum Anchor: String {
    case start, middle, end
  }

  /// Adds straight lines from point to point; where there is a gap, the line begins anew.
  mutating func lines(_ points: [(x: Double, y: Double)?], _ stroke: Stroke) {
    var path = ""
    var isDown = false
    for point in points {
      guard let point, point.x.isFinite, point.y.isFinite else {
        isDown = false
        continue
      }
      path += "\(isDown ? "L" : "M")\(pixels(point.x)) \(pixels(point.y))"
      isDown = true
    }
    if !path.isEmpty { body.append("<path d=\"\(path)\" \(stroke.attributes)/>") }
  }

  /// Adds one straight line.
  mutating func line(
    _ start: (x: Double, y: Double), _ end: (x: Double, y: Double), _ stroke: Stroke
  ) { lines([start, end], stroke) }

  /// Adds a filled rectangle.
  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, color: String) {
    body.append(
      "<rect x=\"\(pixels(x))\" y=\"\(pixels(y))\" width=\"\(pixels(width))\""
        + " height=\"\(pixels(height))\" fill=\"\(color)\"/>")
  }

  /// Adds a disc, or a ring.
  mutating func circle(
    _ center: (x: Double, y: Double), radius: Double, color: String, isFilled: Bool = true
  ) {
    body.append(
      "<circle cx=\"\(pixels(center.x))\" cy=\"\(pixels(center.y))\" r=\"\(pixels(radius))\""
        + " fill=\"\(isFilled ? color : "white")\" stroke=\"\(color)\" stroke-width=\"1.5\"/>")
  }

  /// Adds a text.
  mutating func text(
    _ text: String, at place: (x: Double, y: Double), _ anchor: Anchor = .start,
    color: String = "black"
  ) {
    body.append(
      "<text x=\"\(pixels(place.x))\" y=\"\(pixels(place.y))\""
        + " text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\">\(text.harmlessLine.escapedForXML)</text>"
    )
  }

  /// The whole file.
  var text: String {
    let size = "width=\"\(pixels(width))\" height=\"\(pixels(height))\""
    let box = "viewBox=\"0 0 \(pixels(width)) \(pixels(height))\""
    return
      ([
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box) font-family=\"sans-serif\""
          + " font-size=\"12\">",
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      ] + body + ["</svg>", ""]).joined(separator: "\n")
  }
}

/// Pictures of one size, one below the other in one file.
///
/// - Parameters:
///   - plots: the pictures, from the top.
///   - width: pixels.
///   - height: pixels of each; as each usually has where nil.
public func svgPage(_ plots: [any Plot], width: Int = 800, height: Int? = nil) -> String {
  guard plots.count != 1 else {
    return plots[0].svg(width: width, height: height ?? plots[0].usualPixels)
  }
  var top = 0
  let parts = plots.map { plot in
    let own = height ?? plot.usualPixels
    defer { top += own }
    return "<g transform=\"translate(0 \(top))\">\n" + plot.svg(width: width, height: own)
      + "</g>\n"
  }
  let size = "width=\"\(width)\" height=\"\(top)\""
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size)>\n" + parts.joined() + "</svg>\n"
}

// A tenth of a pixel is finer than any eye.
private func pixels(_ value: Double) -> String { readable((value * 10).rounded() / 10) }

/// How an earlier run is drawn, which stands back.
let ghostColor = "#999999", ghostDashes = "2 3"

/// The colour of one of several curves (Okabe and Ito, readable with red-green blindness).
func seriesColor(_ index: Int) -> String {
  let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8a00", "#000000",
  ]
  return colors[index % colors.count]
}

/// The colour of a value between the lowest, 0, and the highest, 1: from violet to yellow.
func shadeColor(_ share: Double) -> String {
  "rgb(\(shadeChannels(share).map { "\($0)" }.joined(separator: ",")))"
}

/// Red, green and blue of the same.
func shadeChannels(_ share: Double) -> [UInt8] {
  // Five points of the map viridis (van der Walt and Smith 2015).
  let stops: [[Double]] = [
    [68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37],
  ]
  let place = min(max(share, 0), 1) * Double(stops.count - 1)
  let first = min(Int(place), stops.count - 2)
  let part = place - Double(first)
  return zip(stops[first], stops[first + 1]).map { UInt8($0 + part * ($1 - $0)) }
}
