import Equations
import Plots

/// How a plot is drawn: `height=20 style=braille`.
struct PlotLook: Hashable, Sendable {
  /// Rows between the axes; as the screen allows where nil.
  var height: Int?
  /// What it is made of; as `set session style=` says where nil.
  var marks: PlotStyle.Marks?
}

extension Context {
  /// What a plot is made of.
  func marks(_ look: PlotLook) -> PlotStyle.Marks { look.marks ?? session.plotMarks }
}

extension Argument where Value == PlotLook {
  /// `height=` and `style=`.
  static var look: Argument {
    .all(
      "how it is drawn", .keyed("height", .whole(6...200, "ROWS")), .keyed("style", .marks)
    ) { PlotLook(height: $0, marks: $1) }
  }
}

extension ValueSyntax where Value == PlotStyle.Marks {
  fileprivate static var marks: ValueSyntax {
    let styles = PlotStyle.Marks.words
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

extension PlotStyle.Marks {
  /// How they are typed.
  static var words: [String] { allCases.map(\.rawValue) }
}
