import Equations
import OrderedCollections
import Plots

/// The files that plots are written to: `--svg FILE`, `--csv FILE`, `--json FILE`.
struct PlotFiles: Hashable, Sendable {
  /// What a file can hold.
  enum Format: String, CaseIterable, Sendable {
    case svg, csv, json
  }

  /// The files and what is written to each.
  var files: [Format: Name] = [:]
  /// Whether files that exist are replaced.
  var replaces = false
}

extension Argument where Value == PlotFiles {
  /// `--svg FILE` and the like, and `--force`.
  static var plotFiles: Argument {
    let formats = PlotFiles.Format.allCases.map { format in
      (format: format, file: Argument<Name?>.option("--\(format.rawValue)"))
    }
    let force = Argument<Bool>.flag("--force", "replace a file that exists")
    return Argument(
      formats.flatMap(\.file.shape.parts) + force.shape.parts,
      "write it to a file instead; --force replaces one"
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      var files = PlotFiles()
      for (format, file) in formats {
        files.files[format] = try file.read(&reader, context)
      }
      files.replaces = try force.read(&reader, context)
      return files
    }
  }
}

extension Context {
  /// Plots on the screen, or in the files that were asked for.
  ///
  /// - Parameter lines: how many lines the answer has besides what every plot has.
  /// - Throws: `Diagnostic` at the name of a file that cannot be written.
  func show(
    _ plots: [any Plot], _ look: PlotLook, _ files: PlotFiles = PlotFiles(),
    besides lines: Int = 0
  ) throws(Diagnostic) -> Report {
    var report = Report()
    guard !files.files.isEmpty else {
      for plot in plots {
        report.add(
          .plot(plot, height: height(of: plot, look, besides: lines), marks: marks(look)))
      }
      return report
    }
    for format in PlotFiles.Format.allCases {
      guard let file = files.files[format] else { continue }
      guard let text = format.text(of: plots, isInterrupted: host.isInterrupted) else {
        throw .stopped("; '\(file.text)' is not written", at: file.range)
      }
      if let failure = host.files.write(file.text, Array(text.utf8), files.replaces) {
        throw failure.diagnostic(writing: file)
      }
      report.add(.note("wrote \(file.text)"))
    }
    return report
  }
}

extension Context {
  // As many rows as the screen has room for besides the axes, the other lines, what was typed and
  // the next prompt; where many other lines leave too little, they may scroll away.
  private func height(of plot: any Plot, _ look: PlotLook, besides lines: Int) -> Int {
    if let height = look.height { return height }
    guard let rows = host.screen.rows else { return plot.usualRows }
    func fitting(_ room: Int) -> Int {
      var height = min(max(room, 6), 200)
      while height > 6 {
        let text = plot.rendered(
          width: host.screen.width, height: height, style: PlotStyle(marks(look)))
        let excess = text.count { $0 == "\n" } + 1 - room
        guard excess > 0 else { break }
        height = max(6, height - excess)
      }
      return height
    }
    let height = lines > 0 ? fitting(rows - 2 - lines) : 0
    return height > 6 || 1...4 ~= lines ? height : fitting(rows - 2)
  }
}

extension PlotFiles.Format {
  /// Plots in this format; nil where it was interrupted.
  func text(of plots: [any Plot], isInterrupted: () -> Bool) -> String? {
    switch self {
    case .svg: svgPage(plots)
    case .csv: plots.flatMap(\.series).csv(isInterrupted: isInterrupted)
    case .json: plots.map(\.json).joined(separator: "\n") + "\n"
    }
  }
}

extension [PlotSeries] {
  /// The series as one table of comma-separated values; nil where it was interrupted.
  ///
  /// Series of one name that share their first column, such as time, share their rows; where names
  /// differ they stand in front, and what a series has no column for is blank.
  ///
  /// - Parameter isInterrupted: asked every ten thousand rows.
  func csv(isInterrupted: () -> Bool = { false }) -> String? {
    let series = joined
    let columns = OrderedSet(series.flatMap { $0.columns.map(\.name) })
    let header = (series.count > 1 ? ["name"] : []) + columns
    var text = header.map(csvField).joined(separator: ",") + "\n"
    var rows = 0
    for one in series {
      let values = columns.map { name in one.columns.first { $0.name == name }?.values }
      for row in 0..<(one.columns.first?.values.count ?? 0) {
        rows += 1
        if rows.isMultiple(of: 10_000), isInterrupted() { return nil }
        let fields = values.map { $0?[row].canonicalText ?? "" }
        let name = series.count > 1 ? [csvField(one.name)] : []
        text += (name + fields).joined(separator: ",") + "\n"
      }
    }
    return text
  }
}
