import Equations

/// A CSV file of numbers, a row a step; a first line of which no field is a number names the
/// columns.
struct NumberFile: Sendable {
  /// The names of the columns, without units; empty where the file has none.
  let names: [String]
  /// The same with their units.
  let headings: [String]
  let file: Name
  private let rows: [[String]]

  /// Reads a file's text.
  ///
  /// - Throws: `Diagnostic` at the file's name where the text is no CSV, or empty.
  init(_ text: String, file: Name) throws(Diagnostic) {
    do throws(SeparatedValues.Failure) {
      rows = try SeparatedValues(text).rows
    } catch {
      throw Diagnostic(
        "column \(error.column) of row \(error.row) of '\(file.text)' \(error.problem)",
        at: file.range, expected: "numbers separated by commas, a row a step")
    }
    guard let first = rows.first, rows.contains(where: { !$0.isBlank }) else {
      throw Diagnostic("'\(file.text)' is empty", at: file.range, expected: "a row a step")
    }
    let fields = first.map(\.trimmed)
    headings = fields.allSatisfy({ Double($0) == nil }) && !first.isBlank ? fields : []
    names = headings.map(\.unitless)
    self.file = file
  }

  /// How many columns there are.
  var columns: Int { rows[0].count }

  /// The place of the column with a name, counted from 0; nil where none has it.
  func index(named name: String) -> Int? { names.firstIndex(of: name) }

  /// The place of a column that was asked for by its name or number, counted from 0.
  ///
  /// - Throws: `Diagnostic` at the word where there is no such column.
  func index(of column: Name) throws(Diagnostic) -> Int {
    if let index = names.firstIndex(of: column.text) { return index }
    if let number = Int(column.text), (1...columns).contains(number) { return number - 1 }
    throw .unknown(
      "column", column, among: names,
      expected: names.isEmpty
        ? "a number from 1 to \(columns)" : "one of \(names.joined(separator: ", "))")
  }

  /// The unit in a column's heading, `tau (ms)`; nil where none stands there.
  ///
  /// - Parameters:
  ///   - index: the column, counted from 0.
  ///   - isTime: whether it has to be one of time.
  /// - Throws: `Diagnostic` at the file's name where what stands in brackets is no such unit.
  func unit(ofColumn index: Int, isTime: Bool = false) throws(Diagnostic) -> UnitOfMeasure? {
    guard headings.indices.contains(index),
      let written = headings[index].wholeMatch(of: /[^(\[]*[(\[]\s*(.*?)\s*[)\]]/)
    else { return nil }
    let unit = try? Name("1" + String(written.1), file.range).quantity(for: "").unit
    guard let unit, !isTime || unit.isSameKind(as: .named("ms") ?? .none) else {
      throw Diagnostic(
        "'\(headings[index].shortened)' of '\(file.text)' is in no unit"
          + (isTime ? " of time" : ""), at: file.range,
        expected: isTime
          ? "a heading such as time (ms), or step for a row a step"
          : "a heading such as tau (ms), or no brackets")
    }
    return unit
  }

  /// The place of the column of currents where none was asked for: the one named 'input', or the first
  /// that has no steps or times.
  var indexOfInput: Int {
    index(named: "input")
      ?? names.firstIndex { !["step", "t", "time"].contains($0.lowercased()) } ?? 0
  }

  /// The place of the column of a quantity: the one named so, or the only one.
  ///
  /// - Throws: `Diagnostic` at the file's name where there are several and none is named so, or
  ///   where the rows are those of several neurons.
  func index(ofQuantity quantity: String) throws(Diagnostic) -> Int {
    if let other = ["neuron", "name"].first(where: names.contains) {
      throw Diagnostic(
        "'\(file.text)' has a column '\(other)', so its rows are of several neurons",
        at: file.range, expected: "a row a step, of one neuron")
    }
    if let index = index(named: quantity) { return index }
    guard columns > 1 else { return 0 }
    let found =
      names.isEmpty ? "\(columns) columns without names" : names.joined(separator: ", ")
    throw Diagnostic(
      "'\(file.text)' has no column named '\(quantity)'", at: file.range,
      expected: "one named so, or a single column; it has \(found)")
  }

  /// The numbers of a column, which is counted from 0; blank rows at the end do not count.
  ///
  /// - Throws: `Diagnostic` at the file's name where a field is no number, or where there is none.
  func numbers(in column: Int) throws(Diagnostic) -> [Double] {
    let end = rows.lastIndex { !$0.isBlank } ?? 0
    var values: [Double] = []
    for (number, row) in rows[...end].enumerated().dropFirst(names.isEmpty ? 0 : 1) {
      guard !row.isBlank else {
        throw Diagnostic(
          "row \(number + 1) of '\(file.text)' is blank", at: file.range,
          expected: "a number for every step; 0 where nothing flows")
      }
      let field = column < row.count ? row[column].trimmed : ""
      guard let value = Double(field), value.isFinite else {
        throw Diagnostic(
          "row \(number + 1) of '\(file.text)' has '\(field.shortened)' in column \(column + 1)",
          at: file.range, expected: "a number")
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw Diagnostic(
        "'\(file.text)' has the names of columns and no rows", at: file.range,
        expected: "a row a step")
    }
    return values
  }
}

extension [String] {
  /// Whether a row has nothing in it.
  fileprivate var isBlank: Bool { allSatisfy { $0.trimmed.isEmpty } }
}

extension String {
  /// The text without spaces at both ends.
  var trimmed: String {
    let inner = drop { $0.isWhitespace }
    let end = inner.lastIndex { !$0.isWhitespace }
    return end.map { String(inner[...$0]) } ?? ""
  }

  /// A column's heading without its unit: `mem` of `mem (mV)`.
  fileprivate var unitless: String {
    firstIndex { "([".contains($0) }.map { String(self[..<$0]).trimmed } ?? self
  }
}
