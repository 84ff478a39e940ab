#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A plane of two states, as text: where each of them stands still, where both do, which way they
/// go, and which way they went.
public struct PhasePlot: Plot, Hashable {
  /// How fast the two states change, at points that evenly cover the plane.
  public struct Flow: Hashable, Sendable {
    /// The change of the state along the horizontal axis.
    public var x: SampledField
    /// The change of the other.
    public var y: SampledField

    /// Makes a flow of two fields of one size.
    public init(x: SampledField, y: SampledField) {
      self.x = x
      self.y = y
    }
  }

  /// The mark of a point at which neither state changes.
  public struct Marker: Hashable, Sendable {
    /// Its place on the horizontal axis.
    public var x: Double
    /// Its place upwards.
    public var y: Double
    /// Whether states near by return to it.
    public var isStable: Bool

    /// Makes a mark.
    public init(x: Double, y: Double, isStable: Bool) {
      self.x = x
      self.y = y
      self.isStable = isStable
    }
  }

  /// A part of the way that the states took, without jumps.
  public struct Path: Hashable, Sendable {
    /// The places on the horizontal axis.
    public var x: [Double]
    /// The places upwards, as many.
    public var y: [Double]
    /// Whether it is that of an earlier run, drawn faint behind the others.
    public var isGhost: Bool

    /// Makes a path.
    public init(x: [Double], y: [Double], isGhost: Bool = false) {
      self.x = x
      self.y = y
      self.isGhost = isGhost
    }
  }

  /// What the plane is of, such as a node.
  public var name: String
  /// The state along the horizontal axis.
  public var x: PlotAxis
  /// The other state.
  public var y: PlotAxis
  /// What the horizontal axis covers.
  public var xRange: ClosedRange<Double>
  /// What the other covers.
  public var yRange: ClosedRange<Double>
  /// The flow; none where it is not known.
  public var flow: Flow?
  /// The fixed points.
  public var fixedPoints: [Marker]
  /// The ways between the jumps.
  public var paths: [Path]

  /// Makes a plot.
  public init(
    name: String, x: PlotAxis, y: PlotAxis, xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>, flow: Flow? = nil, fixedPoints: [Marker] = [],
    paths: [Path] = []
  ) {
    self.name = name
    self.x = x
    self.y = y
    self.xRange = xRange
    self.yRange = yRange
    self.flow = flow
    self.fixedPoints = fixedPoints
    self.paths = paths
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    let frame = PlaneFrame(
      x: (x, xRange), y: (y, yRange), width: width, height: height, style: style)
    var canvas = frame.canvas
    drawArrows(in: frame, on: &canvas)
    if let flow {
      draw(nullcline: flow.x, Mark.x, .dashed, ink: 1, in: frame, on: &canvas)
      draw(nullcline: flow.y, Mark.y, .dotted, ink: 2, in: frame, on: &canvas)
    }
    for path in pathsGhostsFirst {
      canvas.pattern = path.isGhost ? .dotted : .solid
      let ink: Ink = path.isGhost ? .faint : .series(0)
      let points = Array(zip(path.x, path.y))
      canvas.lines(zip(points, points.dropFirst()).compactMap(frame.line(from:to:)), ink)
      canvas.points(path.isGhost ? Mark.ghost : Mark.path, ink, points.map(frame.dot(x:y:)))
    }
    canvas.pattern = .solid
    for point in fixedPoints {
      guard let dot = frame.dot(x: point.x, y: point.y) else { continue }
      canvas.put(
        point.isStable ? Mark.stable : Mark.unstable, .spike, column: dot.x / style.dotsAcross,
        row: dot.y / style.dotsDown)
    }
    let lines = legend(title, entries(style), width: width)
    return (lines + frame.lines(canvas)).text(width: width, style: style)
  }

  /// The ways, those of earlier runs before the others, which lie over them.
  var pathsGhostsFirst: [Path] { paths.filter(\.isGhost) + paths.filter { !$0.isGhost } }

  /// Whether there is a way that an earlier run took.
  var showsGhost: Bool { paths.contains { $0.isGhost && !$0.x.isEmpty } }

  var title: String { "\(y.heading) over \(x.heading) of \(name)" }

  /// The marks of fixed points.
  static let stableMark: Character = "@", unstableMark: Character = "O"

  private enum Mark {
    static let path: Character = "*"
    static let ghost: Character = "."
    static let x: Character = ":"
    static let y: Character = "="
    static let stable = PhasePlot.stableMark
    static let unstable = PhasePlot.unstableMark
  }

  // What the marks mean.
  private func entries(_ style: PlotStyle) -> [InkedText] {
    var entries: [InkedText] = []
    if paths.contains(where: { !$0.x.isEmpty }) {
      entries.append(legendMark(Mark.path, .solid, .series(0), style: style) + " trajectory")
    }
    if showsGhost {
      entries.append(legendMark(Mark.ghost, .dotted, .faint, style: style) + " before")
    }
    if let flow {
      entries += [
        legendMark(Mark.x, .dashed, .series(1), style: style) + " \(x.label) nullcline",
        legendMark(Mark.y, .dotted, .series(2), style: style) + " \(y.label) nullcline",
      ]
      if flow.x.values.count > 1 {
        entries.append(InkedText(String(arrowMarks(style)[0]), .faint) + " direction")
      }
    }
    for (mark, text, isStable) in [
      (Mark.stable, "stable", true), (Mark.unstable, "unstable", false),
    ]
    where fixedPoints.contains(where: { $0.isStable == isStable }) {
      entries.append(InkedText(String(mark), .spike) + " \(text) fixed point")
    }
    return entries
  }

  private func draw(
    nullcline field: SampledField, _ mark: Character, _ pattern: Canvas.Pattern, ink: Int,
    in frame: PlaneFrame, on canvas: inout Canvas
  ) {
    canvas.pattern = pattern
    for (start, end) in nullcline(field) {
      guard let line = frame.line(from: start, to: end) else { continue }
      canvas.line(mark, .series(ink), from: line.start, to: line.end)
    }
  }

  /// The straight pieces along which a field passes through zero, by their ends on the axes.
  func nullcline(
    _ field: SampledField
  ) -> [(start: (x: Double, y: Double), end: (x: Double, y: Double))] {
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (
        xRange.value(at: point.x / Double(field.columns - 1)),
        yRange.value(at: point.y / Double(field.rows - 1))
      )
    }
    return field.zeroContour.map { (place($0.start), place($0.end)) }
  }

  // One arrow every few columns and rows, as the eye sees the direction: a character is about
  // twice as high as it is wide.
  private func drawArrows(in frame: PlaneFrame, on canvas: inout Canvas) {
    guard let flow, flow.x.columns > 0, flow.x.rows > 0 else { return }
    for row in stride(from: 1, to: frame.rows, by: 3) {
      for column in stride(from: 3, to: frame.columns, by: 8) {
        let across = Double(column) / Double(frame.columns - 1)
        let upwards = 1 - Double(row) / Double(frame.rows - 1)
        let change = change(in: flow, across: across, up: upwards)
        let right = change.x * Double(frame.columns)
        let up = change.y * Double(frame.rows) * 2
        guard let mark = arrow(right: right, up: up, style: frame.style) else { continue }
        canvas.put(mark, .faint, column: column, row: row)
      }
    }
  }

  /// The changes of the states in lengths of the axes, at shares of these.
  func change(in flow: Flow, across: Double, up: Double) -> (x: Double, y: Double) {
    let column = Int((across * Double(flow.x.columns - 1)).rounded())
    let row = Int((up * Double(flow.x.rows - 1)).rounded())
    return (
      flow.x[column, row] / max(xRange.upperBound - xRange.lowerBound, .leastNormalMagnitude),
      flow.y[column, row] / max(yRange.upperBound - yRange.lowerBound, .leastNormalMagnitude)
    )
  }

  /// The paths, the fixed points, and for each point of the flow its place and the changes of both
  /// states.
  public var series: [PlotSeries] {
    let ways = paths.enumerated().map { index, path in
      PlotSeries(
        name: (paths.count > 1 ? "\(name) \(index + 1)" : name) + (path.isGhost ? " before" : ""),
        columns: [.init(x, path.x), .init(y, path.y)])
    }
    let points = [("stable", true), ("unstable", false)].compactMap { word, isStable in
      let points = fixedPoints.filter { $0.isStable == isStable }
      return points.isEmpty
        ? nil
        : PlotSeries(
          name: "\(word) fixed point",
          columns: [.init(x, points.map(\.x)), .init(y, points.map(\.y))])
    }
    guard let flow else { return ways + points }
    let places = (0..<flow.x.rows).flatMap { row in (0..<flow.x.columns).map { (row, $0) } }
    return ways + points + [
      PlotSeries(
        name: "flow",
        columns: [
          .init(
            x,
            places.map { xRange.value(at: Double($0.1) / Double(max(1, flow.x.columns - 1))) }),
          .init(
            y,
            places.map { yRange.value(at: Double($0.0) / Double(max(1, flow.x.rows - 1))) }),
          .init("d \(x.label)", flow.x.values), .init("d \(y.label)", flow.y.values),
        ])
    ]
  }
}

extension ClosedRange<Double> {
  /// The value that lies a share of the way along.
  func value(at share: Double) -> Double { lowerBound * (1 - share) + upperBound * share }
}

// Four directions in ASCII and eight beyond; nil where there is none.
private func arrow(right: Double, up: Double, style: PlotStyle) -> Character? {
  guard right.isFinite, up.isFinite, right != 0 || up != 0 else { return nil }
  let arrows = arrowMarks(style)
  let turn = atan2(up, right) / (2 * Double.pi)
  let index = Int((turn * Double(arrows.count)).rounded())
  return arrows[(index + arrows.count) % arrows.count]
}

/// Arrows that point to the right and on against the clock.
func arrowMarks(_ style: PlotStyle) -> [Character] {
  Array(!style.isFine ? ">^<v" : "→↗↑↖←↙↓↘")
}
