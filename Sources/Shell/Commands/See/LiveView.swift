import Analysis
import Equations
import Plots
import Simulation

/// What is drawn of a node while it is tuned or watched.
enum LiveView: String, CaseIterable, Sendable {
  case trace
  case phasePlane = "phase plane"
  case frequencies = "f-I"
  case raster

  /// The command that draws it.
  ///
  /// - Parameters:
  ///   - node: what is drawn; of a population the first neuron where there is room for one.
  ///   - options: how it is drawn, such as `height=12`.
  ///   - current: the current that the f-I curve has in its middle.
  ///   - steps: for how long each of its currents flows.
  func command(
    _ node: Node, _ options: String, around current: Double, steps: Int
  ) -> String {
    let one = node.population > 1 ? "\(node.name)[1]" : node.name
    switch self {
    case .trace: return "plot \(node.name) \(options)"
    case .phasePlane:
      let states = PhasePlane.states(of: node).prefix(2).joined(separator: ",")
      return "phase \(one) \(states) \(options)"
    case .frequencies:
      let most = current == 0 ? 1 : 2 * abs(current)
      return "fi \(one) 0..\(most.canonicalText) 17 for=\(steps) \(options)"
    case .raster: return "raster \(node.name) \(options)"
    }
  }

  /// Rows that the answer has besides the rows between the axes.
  func otherRows(_ plot: any Plot, columns: Int) -> Int {
    plot.rendered(width: columns, height: 6, style: .ascii).count { $0 == "\n" } + 1 - 6
  }
}

/// The views that a node has, one of them shown.
struct LiveViews: Sendable {
  private let all: [LiveView]
  private var index = 0

  /// Begins with the raster of a population, else with the trace.
  ///
  /// - Parameter frequencies: whether the f-I curve, which runs the node by itself, is one of them.
  init(of node: Node, in session: Session, frequencies: Bool) {
    all = LiveView.allCases.filter { view in
      switch view {
      case .trace, .raster: true
      case .phasePlane: PhasePlane.states(of: node).count > 1
      case .frequencies:
        frequencies && (try? session.checkIsAlone(node, at: SourceRange(0, 0))) != nil
      }
    }
    if node.population > 1 { index = all.count - 1 }
  }

  /// The one that is shown.
  var current: LiveView { all[index] }

  /// The one that Tab shows.
  var next: LiveView { all[(index + 1) % all.count] }

  /// Shows the next one, or with Shift the one before.
  mutating func turn(isBack: Bool) { index = (index + (isBack ? all.count - 1 : 1)) % all.count }
}

extension Report {
  /// The plots, and how an answer of words and tables is left out but for its first notes.
  func pictures(notes count: Int) -> [Report.Item] {
    var left = count
    return items.filter { item in
      switch item {
      case .plot: return true
      case .note:
        left -= 1
        return left >= 0
      case .text, .told, .source, .table, .data: return false
      }
    }
  }
}
