import Equations
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
    let options = PlotFiles.Format.allCases.map { "--\($0.rawValue)" }
    return Argument(
      options.map { "[\($0) FILE]" }.joined(separator: " ") + " [--force]",
      "write it to a file instead; --force replaces one", .options(options),
      candidates: { _ in [Candidate("--force", "replace a file that exists")] }
    ) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> PlotFiles in
      var files = PlotFiles()
      for format in PlotFiles.Format.allCases {
        files.files[format] = reader.take(option: "--\(format.rawValue)")
      }
      files.replaces = reader.take(flag: "--force")
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
          .plot(plot, height: height(of: plot, look, besides: lines), marks: look.marks))
      }
      return report
    }
    for format in PlotFiles.Format.allCases {
      guard let file = files.files[format] else { continue }
      let text = format.text(of: plots)
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
  // the next prompt.
  private func height(of plot: any Plot, _ look: PlotLook, besides lines: Int) -> Int {
    if let height = look.height { return height }
    guard let rows = host.rows else { return 16 }
    let low = plot.rendered(width: host.width, height: 6, style: PlotStyle(look.marks))
    let others = low.count { $0 == "\n" } + 1 - 6
    return min(max(rows - others - 2 - lines, 6), 40)
  }
}

extension PlotFiles.Format {
  /// Plots in this format.
  func text(of plots: [any Plot]) -> String {
    switch self {
    case .svg: svgPage(plots)
    case .csv: plots.flatMap(\.series).csv
    case .json: plots.map(\.json).joined(separator: "\n") + "\n"
    }
  }
}

extension [PlotSeries] {
  /// The series as tables of comma-separated values: one for all that have the same columns, with
  /// their names in front where there are several.
  var csv: String {
    var blocks: [[PlotSeries]] = []
    for series in self {
      if let last = blocks.last?.first, last.columns.map(\.name) == series.columns.map(\.name) {
        blocks[blocks.count - 1].append(series)
      } else {
        blocks.append([series])
      }
    }
    return blocks.map { block in
      let hasNames = block.count > 1 || blocks.count > 1
      let header = (hasNames ? ["name"] : []) + block[0].columns.map(\.name)
      let rows = block.flatMap { series in
        (0..<(series.columns.first?.values.count ?? 0)).map { row in
          (hasNames ? [series.name] : []) + series.columns.map { $0.values[row].canonicalText }
        }
      }
      return ([header] + rows).map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
    }.joined(separator: "\n")
  }
}
