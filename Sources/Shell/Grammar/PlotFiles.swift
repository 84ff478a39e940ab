import Equations
import Exchange
import OrderedCollections
import Plots

/// The files that plots and tables are written to: `--svg FILE`, `--csv FILE` and the like.
struct PlotFiles: Hashable, Sendable {
  /// What a file can hold.
  enum Format: String, CaseIterable, Sendable {
    case svg, csv, json, npz, npy
  }

  /// The files and what is written to each.
  var files: [Format: Name] = [:]
  /// Whether files that exist are replaced.
  var replaces = false
}

extension Argument where Value == PlotFiles {
  /// `--svg FILE` and the like, and `--force`.
  static var plotFiles: Argument { files(PlotFiles.Format.allCases) }

  /// The same for what is no picture.
  static var tableFiles: Argument { files([.csv, .json, .npz, .npy]) }

  private static func files(_ formats: [PlotFiles.Format]) -> Argument {
    let formats = formats.map { format in
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
    try write(files, to: &report) { (format, file) throws(Diagnostic) in
      guard let bytes = try format.bytes(of: plots, file, isInterrupted: host.isInterrupted) else {
        throw .stopped("; '\(file.text)' is not written", at: file.range)
      }
      return bytes
    }
    return report
  }

  /// Shows tables, or writes them to the files that were asked for.
  ///
  /// - Throws: `Diagnostic` at the name of a file that cannot be written.
  func show(_ tables: [Table], _ files: PlotFiles) throws(Diagnostic) -> Report {
    var report = Report()
    for table in tables { report.add(.table(table)) }
    guard !files.files.isEmpty else { return report }
    var told = Report()
    try write(files, to: &told) { (format, file) throws(Diagnostic) in
      if format == .npz { return try tables.archive.bytes(for: file) }
      if format == .npy { return tables.records.bytes }
      let mode: ReportText.Mode = format == .csv ? .csv : .json
      return Array(((ReportText(mode: mode).text(of: report) ?? "") + "\n").utf8)
    }
    return told
  }

  private func write(
    _ files: PlotFiles, to report: inout Report,
    _ bytes: (PlotFiles.Format, Name) throws(Diagnostic) -> [UInt8]
  ) throws(Diagnostic) {
    for format in PlotFiles.Format.allCases {
      guard let file = files.files[format] else { continue }
      if let failure = host.files.write(file.text, try bytes(format, file), files.replaces) {
        throw failure.diagnostic(writing: file)
      }
      report.add(.note("wrote \(file.text)"))
    }
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
      while height > 6, !host.isInterrupted() {
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
  ///
  /// - Throws: `Diagnostic` at the file's name where there are more numbers than it can hold.
  func bytes(
    of plots: [any Plot], _ file: Name, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> [UInt8]? {
    switch self {
    case .svg: Array(svgPage(plots).utf8)
    case .csv: plots.flatMap(\.series).csv(isInterrupted: isInterrupted).map { Array($0.utf8) }
    case .json: Array((plots.map(\.json).joined(separator: "\n") + "\n").utf8)
    case .npz: try plots.flatMap(\.series).archive.bytes(for: file)
    case .npy: plots.flatMap(\.series).records.bytes
    }
  }
}

extension NumpyArchive {
  // The file.
  fileprivate func bytes(for file: Name) throws(Diagnostic) -> [UInt8] {
    guard let bytes else {
      throw Diagnostic(
        "'\(file.text)' would have more than 4 GB", at: file.range,
        expected: "fewer steps: 'from=', 'to=' or 'last=' choose them")
    }
    return bytes
  }
}

extension [PlotSeries] {
  /// The series as columns of numpy, those of several as `NAME.COLUMN`; `headings` are all of them with
  /// their units.
  var archive: NumpyArchive {
    let series = joined
    var archive = NumpyArchive()
    var headings: [String] = []
    for one in series {
      for column in one.columns {
        let prefix = series.count > 1 ? "\(one.name)." : ""
        archive.add(prefix + column.name, column.values)
        headings.append(prefix + column.heading)
      }
    }
    archive.add("headings", headings)
    return archive
  }

  /// The series as one table of numpy, as `csv` has it; what a series has no column for is `nan`.
  var records: NumpyRecords {
    let series = joined
    let columns = OrderedSet(series.flatMap { $0.columns.map(\.heading) })
    let counts = series.map { $0.columns.first?.values.count ?? 0 }
    var records = NumpyRecords()
    if series.count > 1 {
      let names = zip(series, counts).flatMap { [String](repeating: $0.name, count: $1) }
      records.add("name", heading: "name", .words(names))
    }
    for heading in columns {
      var name = heading
      var numbers: [Double] = []
      for (one, count) in zip(series, counts) {
        let column = one.columns.first { $0.heading == heading }
        name = column?.name ?? name
        numbers += column?.values ?? [Double](repeating: .nan, count: count)
      }
      records.add(name, heading: heading, .numbers(numbers))
    }
    return records
  }
}

extension [Table] {
  /// The tables as columns of numpy, their units left to `headings`; a column with words is one of words.
  var archive: NumpyArchive {
    var archive = NumpyArchive()
    for table in self {
      for (place, heading) in table.columns.enumerated() {
        let cells = table.rows.map { $0[place] }
        let name = heading.split(separator: " (").first.map(String.init) ?? heading
        let numbers = cells.compactMap(\.number)
        if numbers.count == cells.count {
          archive.add(name, numbers)
        } else {
          archive.add(name, cells.map(\.exact))
        }
      }
    }
    archive.add("headings", flatMap(\.columns))
    return archive
  }

  /// The tables as one of numpy, one behind the other; a column with words is one of words.
  var records: NumpyRecords {
    var records = NumpyRecords()
    for heading in OrderedSet(flatMap(\.columns)) {
      let cells = flatMap { table in
        let place = table.columns.firstIndex(of: heading)
        return table.rows.map { row in place.map { row[$0] } ?? .empty }
      }
      let name = heading.split(separator: " (").first.map(String.init) ?? heading
      let isOfNumbers = cells.allSatisfy { $0.number != nil || $0 == .empty }
      records.add(
        name, heading: heading,
        isOfNumbers
          ? .numbers(cells.map { $0.number ?? .nan }) : .words(cells.map(\.exact)))
    }
    return records
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
    let columns = OrderedSet(series.flatMap { $0.columns.map(\.heading) })
    let header = (series.count > 1 ? ["name"] : []) + columns
    var text = header.map(csvField).joined(separator: ",") + "\n"
    var rows = 0
    for one in series {
      let values = columns.map { heading in one.columns.first { $0.heading == heading }?.values }
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
