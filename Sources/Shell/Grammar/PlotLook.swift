import Equations
import Plots

/// How a plot is drawn: `height=20 style=braille`.
struct PlotLook: Hashable, Sendable {
  /// Rows between the axes; as the screen allows where nil.
  var height: Int?
  /// What it is made of.
  var marks = PlotStyle.Marks.ascii
}

extension Argument where Value == PlotLook {
  /// `height=` and `style=`.
  static var look: Argument {
    .all(
      "how it is drawn", .keyed("height", .whole(6...200, "ROWS")), .keyed("style", .marks)
    ) { PlotLook(height: $0, marks: $1 ?? .ascii) }
  }
}

extension ValueSyntax where Value == PlotStyle.Marks {
  fileprivate static var marks: ValueSyntax {
    let styles = PlotStyle.Marks.allCases.map(\.rawValue)
    return ValueSyntax(
      [styles.joined(separator: "|")], candidates: { _ in styles.map { Candidate($0, "") } }
    ) { (word: Name, _: String, _: Context) throws(Diagnostic) in
      guard let marks = PlotStyle.Marks(rawValue: word.text) else {
        throw .unknown("style", word, among: styles, expected: styles.joined(separator: " or "))
      }
      return marks
    }
  }
}
