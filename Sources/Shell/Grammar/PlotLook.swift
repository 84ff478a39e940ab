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
    let styles = PlotStyle.Marks.allCases.map(\.rawValue)
    return Argument(
      "[height=ROWS] [style=\(styles.joined(separator: "|"))]", "how it is drawn",
      .keyed(["height", "style"]),
      candidates: { $0.key == "style" ? styles.map { Candidate($0, "") } : [] }
    ) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> PlotLook in
      var look = PlotLook()
      if let word = reader.take(key: "height") {
        look.height = try word.value.whole(in: 6...200, what: "'height'")
      }
      if let word = reader.take(key: "style") {
        guard let marks = PlotStyle.Marks(rawValue: word.value.text) else {
          throw .unknown(
            "style", word.value, among: styles, expected: styles.joined(separator: " or "))
        }
        look.marks = marks
      }
      return look
    }
  }
}
